#include "core/base/text.h"
#include "core/sql/token.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  std::string_view sql(reinterpret_cast<const char*>(data), size);
  pandora::ClassifyTokens(sql);
  if (pandora::IsValidUtf8(sql)) (void)pandora::Tokenize(sql);
  return 0;
}
