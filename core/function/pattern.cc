#include "core/function/pattern.h"

#include <re2/re2.h>

#include <utility>

#include "core/base/text.h"

namespace pandora {
namespace {

// Enough for long alternations and \p classes; a pattern that wants more is refused when it is compiled.
constexpr int64_t kMaxProgramBytes = 8 << 20;

re2::StringPiece Piece(std::string_view text) { return re2::StringPiece(text.data(), text.size()); }

}  // namespace

Result<Pattern> Pattern::Compile(std::string_view text) {
  RE2::Options options;
  options.set_log_errors(false);
  options.set_max_mem(kMaxProgramBytes);
  auto program = std::make_shared<const RE2>(Piece(text), options);
  if (!program->ok()) {
    return Status(ErrorCode::kBadRequest, "pattern " + Quote(text) + ": " + program->error());
  }
  return Pattern(std::move(program));
}

bool Pattern::FullMatch(std::string_view text) const {
  return program_->Match(Piece(text), 0, text.size(), RE2::ANCHOR_BOTH, nullptr, 0);
}

bool Pattern::PartialMatch(std::string_view text) const {
  return program_->Match(Piece(text), 0, text.size(), RE2::UNANCHORED, nullptr, 0);
}

std::optional<Pattern::Groups> Pattern::Find(std::string_view text, size_t from) const {
  if (from > text.size()) return std::nullopt;
  std::vector<re2::StringPiece> pieces(static_cast<size_t>(group_count()) + 1);
  if (!program_->Match(Piece(text), from, text.size(), RE2::UNANCHORED, pieces.data(),
                       static_cast<int>(pieces.size()))) {
    return std::nullopt;
  }
  Groups groups;
  groups.reserve(pieces.size());
  for (const re2::StringPiece& piece : pieces) {
    if (piece.data() == nullptr) {
      groups.emplace_back(std::nullopt);
    } else {
      groups.emplace_back(std::string_view(piece.data(), piece.size()));
    }
  }
  // An empty text may have a null address, which RE2 gives back for the (empty, but real) whole match.
  if (!groups[0]) groups[0] = std::string_view();
  return groups;
}

std::string_view Pattern::FindGroup(std::string_view text, int64_t group, bool* found) const {
  constexpr int64_t kMaxPieces = 16;
  re2::StringPiece pieces[kMaxPieces];
  const bool wanted = group >= 0 && group <= group_count();
  if (wanted && group >= kMaxPieces) {
    const std::optional<Groups> groups = Find(text);
    *found = groups.has_value();
    return groups ? (*groups)[static_cast<size_t>(group)].value_or(std::string_view()) : std::string_view();
  }
  *found =
      program_->Match(Piece(text), 0, text.size(), RE2::UNANCHORED, pieces, wanted ? static_cast<int>(group) + 1 : 0);
  if (!*found || !wanted) return {};
  const re2::StringPiece& piece = pieces[group];
  return piece.data() == nullptr ? std::string_view() : std::string_view(piece.data(), piece.size());
}

Result<std::string> Pattern::ReplaceAll(std::string_view text, std::string_view rewrite) const {
  std::string why;
  if (!program_->CheckRewriteString(Piece(rewrite), &why)) {
    return Status(ErrorCode::kBadRequest, "replacement " + Quote(rewrite) + ": " + why);
  }
  std::string result(text);
  RE2::GlobalReplace(&result, *program_, Piece(rewrite));
  return result;
}

int Pattern::group_count() const { return program_->NumberOfCapturingGroups(); }

}  // namespace pandora
