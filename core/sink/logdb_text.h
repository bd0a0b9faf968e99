// How log search cuts texts into words, and compares words. Used for both sides, the records and the query, so that they meet.
//
//   standard    runs of letters, digits and '_', in lower case; each CJK character by itself (also for the *_ansj analyzers)
//   simple      runs of letters, in lower case
//   stop        as simple, without English stop words
//   whitespace  what stands between blanks, as it is
//   path        /a/b/c: /a, /a/b and /a/b/c
//   keyword     the whole text
//
// Lower case is known for Latin, Greek and Cyrillic letters. Precondition of all: valid UTF-8.
#ifndef PANDORA_CORE_SINK_LOGDB_TEXT_H_
#define PANDORA_CORE_SINK_LOGDB_TEXT_H_

#include <string>
#include <string_view>
#include <vector>

#include "core/sink/logdb_schema.h"

namespace pandora {

class WordCursor {
 public:
  WordCursor(Analyzer analyzer, std::string_view text) : analyzer_(analyzer), text_(text) {}

  // Steps to the next word; false at the end. The word stays valid until the next call.
  bool Next();
  std::string_view word() const { return word_; }
  // Where the word stands in the text: [begin, end), in bytes.
  size_t begin() const { return begin_; }
  size_t end() const { return end_; }

 private:
  bool NextRun();
  bool NextPath();

  Analyzer analyzer_;
  std::string_view text_;
  size_t at_ = 0;
  size_t begin_ = 0, end_ = 0;
  std::string_view word_;
  std::string lowered_;
  bool done_ = false;
};

std::vector<std::string> WordsOf(Analyzer analyzer, std::string_view text);

// `text` as the analyzer's words are spelled: in lower case, where it lowers them.
std::string SpellAs(Analyzer analyzer, std::string_view text);

// Whether `pattern` matches all of `text`: '*' any characters, '?' one, '\' takes the meaning from what follows. Takes time in
// proportion to the product of the lengths at worst.
bool MatchesWildcard(std::string_view pattern, std::string_view text);

}  // namespace pandora

#endif  // PANDORA_CORE_SINK_LOGDB_TEXT_H_
