#include "core/format/json.h"
#include "core/format/value_text.h"

namespace pandora {
namespace {

class JsonWriter : public RecordWriter {
 public:
  explicit JsonWriter(const std::vector<WriterColumn>& columns) {
    for (const WriterColumn& column : columns) {
      if (column.source < 0) continue;
      std::string prefix = ",";
      AppendJsonString(column.name, &prefix);
      prefix += ':';
      members_.push_back({RepeatedText(prefix), static_cast<size_t>(column.source)});
    }
  }

  void WriteHeader(std::string*) override {}

  void Write(const RecordBatch& batch, size_t begin, size_t end, std::string* out) override {
    TextSink sink(out);
    for (size_t row = begin; row < end; ++row) WriteRecord(batch, row, &sink);
    sink.Finish();
  }

 private:
  struct Member {
    RepeatedText prefix;  // ,"name":
    size_t source;
  };

  void WriteRecord(const RecordBatch& batch, size_t row, TextSink* sink) const {
    const size_t start = sink->size();
    for (const Member& member : members_) {
      const Column& column = batch.columns[member.source];
      if (column.IsNull(row)) continue;
      sink->Put(member.prefix);
      PutJsonValue(column, row, sink);
    }
    if (sink->size() == start) {
      sink->Put(std::string_view("{}\n"));
    } else {
      sink->data()[start] = '{';  // over the first member's comma
      sink->Put(std::string_view("}\n"));
    }
  }

  std::vector<Member> members_;
};

}  // namespace

std::unique_ptr<RecordWriter> MakeJsonWriter(const std::vector<WriterColumn>& columns) {
  return std::make_unique<JsonWriter>(columns);
}

}  // namespace pandora
