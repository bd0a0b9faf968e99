// Regular expressions over UTF-8 text, with time linear in the text and memory bounded for any pattern. The one door to
// RE2; its syntax is RE2's (no look-around, no back-references). Used by the SQL functions and by the scenario runner.
//
// A Pattern is immutable after Compile and cheap to copy (copies share the compiled program).
#ifndef PANDORA_CORE_FUNCTION_PATTERN_H_
#define PANDORA_CORE_FUNCTION_PATTERN_H_

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/status.h"

namespace re2 {
class RE2;
}

namespace pandora {

class Pattern {
 public:
  // The groups of one match: [0] is the whole match, [i] the i-th pair of parentheses, or nothing where that took no
  // part. Views point into the text that was searched.
  using Groups = std::vector<std::optional<std::string_view>>;

  // kBadRequest, saying what is wrong with the pattern, when `text` is no pattern or would need too much memory.
  static Result<Pattern> Compile(std::string_view text);

  // Whether all of `text` matches.
  bool FullMatch(std::string_view text) const;

  // Whether `text` holds a match anywhere.
  bool PartialMatch(std::string_view text) const;

  // The first (leftmost) match that begins at or after byte `from`; nothing when there is none.
  std::optional<Groups> Find(std::string_view text, size_t from = 0) const;

  // One group of what Find(text) finds, without the others: empty when there is no match or the group took no part, and then
  // `*found` says whether there is a match. For loops over many texts: allocates nothing. `group` may be any number.
  std::string_view FindGroup(std::string_view text, int64_t group, bool* found) const;

  // `text` with every match, from left to right and without overlap, replaced by `rewrite`, in which \0 to \9 stand for
  // the groups and \\ for a backslash. kBadRequest when `rewrite` names a group that there is not.
  Result<std::string> ReplaceAll(std::string_view text, std::string_view rewrite) const;

  // Pairs of parentheses in the pattern, without those of the form (?:...).
  int group_count() const;

 private:
  explicit Pattern(std::shared_ptr<const re2::RE2> program) : program_(std::move(program)) {}

  std::shared_ptr<const re2::RE2> program_;
};

}  // namespace pandora

#endif  // PANDORA_CORE_FUNCTION_PATTERN_H_
