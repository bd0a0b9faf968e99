#include "core/sql/ast.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  std::string_view sql(reinterpret_cast<const char*>(data), size);
  auto parsed = pandora::ParseQuery(sql);
  if (const auto* error = std::get_if<pandora::SqlError>(&parsed)) (void)error->Render(sql);
  else (void)pandora::DumpAst(*std::get<pandora::AstQueryPtr>(parsed));
  return 0;
}
