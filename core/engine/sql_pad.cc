#include "core/engine/sql_pad.h"

#include <memory>
#include <set>

#include "core/base/text.h"
#include "core/engine/log_source.h"
#include "core/sql/token.h"

namespace pandora {
namespace {

struct PadTables {
  std::vector<SqlTable> tables;
  std::vector<std::shared_ptr<Repo>> repos;  // one each
  std::vector<bool> named;                   // whether the statement may read it
};

void AddWords(std::string_view sql, std::set<std::string>* words) {
  const auto tokens = Tokenize(sql);
  const auto* list = std::get_if<std::vector<Token>>(&tokens);
  if (list == nullptr) return;
  for (const Token& token : *list) {
    if (token.kind == Token::Kind::kWord || token.kind == Token::Kind::kQuotedWord)
      words->insert(ToLowerAscii(token.text));
  }
}

// Those that no word of the statement can mean are there by name only, to be suggested.
PadTables FindTables(std::vector<std::shared_ptr<Repo>> repos, const ScratchStatement& statement) {
  std::set<std::string> words;
  AddWords(statement.code, &words);
  for (const std::string& view : statement.setup) AddWords(view, &words);
  PadTables found;
  found.repos = std::move(repos);
  for (const std::shared_ptr<Repo>& repo : found.repos) {
    found.named.push_back(words.count(ToLowerAscii(repo->name)) > 0);
    SqlTable table;
    table.name = repo->name;
    if (found.named.back()) table.schema = repo->definition.schema;
    found.tables.push_back(std::move(table));
  }
  return found;
}

// The tables' rows: everything that is in the logs now.
class PadSources {
 public:
  Status Open(Engine* engine, const PadTables& found) {
    for (size_t k = 0; k < found.repos.size(); ++k) {
      int64_t end = 0;
      if (found.named[k]) {
        PANDORA_ASSIGN_OR_RETURN(end, engine->state().log.End(found.repos[k]->id));
      }
      if (end > kMaxPadRecords) {
        return Status(ErrorCode::kBadRequest,
                      "repo " + Quote(found.repos[k]->name, 130) + " has " + std::to_string(end) +
                          " records; the scratch pad reads repos of up to " + std::to_string(kMaxPadRecords));
      }
      owned_.push_back(std::make_unique<LogSource>(&engine->state().log, *found.repos[k], 0, end));
      list_.push_back(owned_.back().get());
    }
    return {};
  }
  const std::vector<TableSource*>& list() const { return list_; }

 private:
  std::vector<std::unique_ptr<LogSource>> owned_;
  std::vector<TableSource*> list_;
};

}  // namespace

std::variant<ScratchRun, ScratchError, Status> RunOnLogs(Engine* engine, std::vector<std::shared_ptr<Repo>> tables,
                                                         const ScratchStatement& statement, ScratchOptions options) {
  const PadTables found = FindTables(std::move(tables), statement);
  PadSources sources;
  if (Status status = sources.Open(engine, found); !status.ok()) return status;
  options.execute.now = engine->state().now();
  return RunScratch(statement, found.tables, sources.list(), options);
}

Result<Explanation> ExplainOnRepos(Engine* engine, std::string_view account, const ScratchStatement& statement) {
  PANDORA_ASSIGN_OR_RETURN(std::vector<std::shared_ptr<Repo>> repos, engine->repos().List(account));
  const PadTables found = FindTables(std::move(repos), statement);
  return ExplainScratch(statement, found.tables);
}

}  // namespace pandora
