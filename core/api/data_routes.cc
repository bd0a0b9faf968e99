#include <algorithm>

#include "core/api/lookup.h"
#include "core/api/route.h"
#include "core/base/text.h"
#include "core/format/gzip.h"
#include "core/format/point_reader.h"
#include "core/format/record_writer.h"

namespace pandora {
namespace {

Status CheckSize(size_t size, int64_t limit) {
  if (static_cast<int64_t>(size) <= limit) return {};
  return Status(ErrorCode::kE18005,
                "the push has " + std::to_string(size) + " bytes; at most " + std::to_string(limit) + " are accepted");
}

// The text of the push, unpacked when needed. `storage` owns what had to be made.
Result<std::string_view> PushText(const RequestContext& context, std::string* storage) {
  const int64_t limit = context.engine.state().settings.max_push_bytes;
  std::string_view text = context.request.body;
  const std::string* encoding = context.request.headers.Find("Content-Encoding");
  if (encoding != nullptr && EqualsIgnoreCase(*encoding, "gzip")) {
    PANDORA_ASSIGN_OR_RETURN(*storage, GzipDecompress(text, static_cast<size_t>(limit)));
    text = *storage;
  } else if (encoding != nullptr && !EqualsIgnoreCase(*encoding, "identity")) {
    return Status(ErrorCode::kE18007, "Content-Encoding is " + Quote(*encoding) + "; gzip and identity are accepted");
  }
  PANDORA_RETURN_IF_ERROR(CheckSize(text.size(), limit));
  if (text.empty()) return Status(ErrorCode::kE18006, "a push needs at least one record");
  return text;
}

// `?tags=` holds fields of every record, base64url of one record's text (spec/clients.md 2.3): adds them to each line.
Status AddTags(const RequestContext& context, std::string_view* text, std::string* storage) {
  const std::string* tags = context.Query("tags");
  if (tags == nullptr || tags->empty()) return {};
  const std::optional<std::string> decoded = Base64Decode(*tags);
  if (!decoded || decoded->find_first_of("\r\n") != std::string::npos) {
    return Status(ErrorCode::kE18138, Quote(*tags) + "; base64url of one record's text is accepted");
  }
  std::string tagged;
  for (std::string_view line : Split(*text, '\n')) {
    while (!line.empty() && (line.back() == '\r' || line.back() == '\t')) line.remove_suffix(1);
    if (line.empty()) continue;
    tagged.append(line).append("\t").append(*decoded).append("\n");
  }
  *storage = std::move(tagged);
  *text = *storage;
  return {};
}

void FillIp(const Repo& repo, const std::string& peer, RecordBatch* batch) {
  if (repo.definition.with_ip.empty()) return;
  const int index = repo.definition.schema.Find(repo.definition.with_ip);
  if (index < 0) return;
  Column column = MakeColumn(repo.definition.schema.fields[static_cast<size_t>(index)].type);
  for (size_t row = 0; row < batch->rows; ++row) column.AppendText(peer);
  batch->columns[static_cast<size_t>(index)] = std::move(column);
}

// The time of the push, in the field that options.withTimestamp names, for records that come without.
void FillTimestamp(const Repo& repo, Instant now, RecordBatch* batch) {
  if (repo.definition.with_timestamp.empty()) return;
  const int index = repo.definition.schema.Find(repo.definition.with_timestamp);
  if (index < 0) return;
  const uint32_t beijing = ParseRfc3339(FormatBeijing(now))->form.Pack();
  const Column& given = batch->columns[static_cast<size_t>(index)];
  Column column = MakeColumn(given.type);
  for (size_t row = 0; row < batch->rows; ++row) {
    if (given.IsNull(row)) {
      column.AppendDate(now.micros, beijing);
    } else {
      AppendRows(given, row, row + 1, &column);
    }
  }
  batch->columns[static_cast<size_t>(index)] = std::move(column);
}

Status PushData(RequestContext& context, Reply* reply) {
  PANDORA_ASSIGN_OR_RETURN(const std::shared_ptr<Repo> repo, NamedRepo(context));
  if (repo->written_by != 0) {
    return Status(ErrorCode::kE18223,
                  Quote(repo->name, 130) + " is written by transform " + Quote(repo->derived_from, 130));
  }
  if (!repo->definition.bucket.empty()) {
    return Status(ErrorCode::kE18109, Quote(repo->name, 130) + " is of type kodo; its records come from bucket " +
                                          Quote(repo->definition.bucket, 130));
  }
  std::string unpacked, tagged;
  PANDORA_ASSIGN_OR_RETURN(std::string_view text, PushText(context, &unpacked));
  PANDORA_RETURN_IF_ERROR(AddTags(context, &text, &tagged));
  PointOptions options;
  options.unescape = repo->definition.unescape;
  options.max_piece = static_cast<size_t>(context.engine.state().settings.max_piece_bytes);
  PANDORA_ASSIGN_OR_RETURN(RecordBatch batch, ReadPoints(text, repo->definition.schema, options));
  FillIp(*repo, context.request.peer, &batch);
  FillTimestamp(*repo, context.engine.state().now(), &batch);
  const int64_t rows = static_cast<int64_t>(batch.rows);
  PANDORA_ASSIGN_OR_RETURN(const int64_t first, context.engine.repos().Append(repo.get(), std::move(batch)));
  reply->note = "records ";
  AppendInt64(first, &reply->note);
  reply->note.append("..");
  AppendInt64(first + rows - 1, &reply->note);
  return {};
}

// A sample of the newest records, oldest of them first (spec/clients.md 2.2).
Status SampleData(RequestContext& context, Reply* reply) {
  constexpr int64_t kMaxSample = 10;
  PANDORA_ASSIGN_OR_RETURN(const std::shared_ptr<Repo> repo, NamedRepo(context));
  PANDORA_ASSIGN_OR_RETURN(const int64_t count, QueryNumber(context, "count", kMaxSample, 1, kMaxSample));
  RecordLog& log = context.engine.state().log;
  PANDORA_ASSIGN_OR_RETURN(const int64_t end, log.End(repo->id));
  const Schema& schema = repo->definition.schema;
  std::string body = R"({"records":[)";
  const auto visit = [&](RecordLog::Slice slice) {
    for (size_t row = 0; row < slice.batch.rows; ++row) {
      if (body.back() != '[') body.push_back(',');
      AppendJsonRecord(schema, slice.batch, row, false, &body);
    }
    return Status();
  };
  PANDORA_RETURN_IF_ERROR(log.Read(repo->id, std::max<int64_t>(0, end - count), end, schema, {}, visit));
  reply->body = body + "]}";
  return {};
}

constexpr Route kRoutes[] = {
    {"POST",
     "/v2/repos/{RepoName}/data",
     "pushData",
     "data",
     RouteKind::kPush,
     PushData,
     "Push records",
     "推送数据",
     "001:337",
     "text/plain",
     "/v2/repos/Test_Repo/data",
     "userName=小张\tage=22\taddresses=[111,112]\tprofile={\"position\":\"engineer\",\"salary\":15000,\"education\":["
     "\"a\",\"b\"]}\n"
     "userName=小王\tage=30.5\taddresses=[]\tprofile={\"position\":\"manager\",\"salary\":20000.5}",
     {}},
    {"GET",
     "/v2/repos/{RepoName}/data",
     "sampleData",
     "data",
     RouteKind::kRead,
     SampleData,
     "Show a sample of the newest records (count, at most 10)",
     "查看最新数据的样本",
     "",
     "",
     "/v2/repos/Test_Repo/data?count=5",
     "",
     {}},
};

}  // namespace

std::span<const Route> DataRoutes() { return kRoutes; }

}  // namespace pandora
