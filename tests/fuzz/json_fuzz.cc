// Our parser accepts exactly what nlohmann's does (but for a byte order mark, a NUL, which ends the text there, and our
// bound on depth), builds the same tree, and the cursor under it agrees.
#include <algorithm>
#include <cstdlib>

#include "core/base/text.h"
#include "core/format/json.h"
#include "core/format/json_cursor.h"

namespace pandora {
namespace {

void Check(bool good) {
  if (!good) std::abort();
}

void Run(std::string_view input) {
  const Result<Json> ours = ParseJson(input);
  const Json theirs = Json::parse(input, nullptr, false);
  if (ours.ok()) {
    Check(!theirs.is_discarded());
    const std::string text = DumpJson(*ours);
    Check(text == DumpJson(theirs));
    const Result<Json> again = ParseJson(text);
    Check(again.ok() && DumpJson(*again) == text);
  } else {
    const bool differs = input.substr(0, 3) == "\xef\xbb\xbf" || input.find('\0') != std::string_view::npos;
    const auto brackets = std::count_if(input.begin(), input.end(), [](char c) { return c == '[' || c == '{'; });
    Check(theirs.is_discarded() || differs || brackets > kMaxJsonDepth);
  }
  if (!IsValidUtf8(input)) return;
  JsonCursor cursor(input);
  const bool valid = cursor.Skip(cursor.Begin(), kMaxJsonDepth) && cursor.End();
  Check(valid || !ours.ok());
  if (!valid) return;
  std::string compact;
  AppendJsonCompact(input, &compact);
  JsonCursor again(compact);
  Check(again.Skip(again.Begin(), kMaxJsonDepth) && again.End());
  if (ours.ok()) Check(DumpJson(*ParseJson(compact)) == DumpJson(*ours));
}

}  // namespace
}  // namespace pandora

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  pandora::Run(std::string_view(reinterpret_cast<const char*>(data), size));
  return 0;
}
