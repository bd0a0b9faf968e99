#include "core/base/swar.h"
#include "core/format/value_text.h"

namespace pandora {
namespace {

class CsvWriter : public RecordWriter {
 public:
  CsvWriter(std::vector<WriterColumn> columns, const RecordWriterOptions& options)
      : columns_(std::move(columns)),
        delimiter_(options.delimiter.empty() ? "," : options.delimiter),
        header_(options.header),
        delimiter_in_scalars_(std::string_view("0123456789+-.:TZaefrlstu").find(delimiter_[0]) !=
                              std::string_view::npos) {}

  void WriteHeader(std::string* out) override {
    if (!header_) return;
    TextSink sink(out);
    for (const WriterColumn& column : columns_) {
      if (&column != &columns_[0]) sink.Put(delimiter_);
      PutText(column.name, column.name.data() + column.name.size(), &sink);
    }
    sink.Put('\n');
    sink.Finish();
  }

  void Write(const RecordBatch& batch, size_t begin, size_t end, std::string* out) override {
    TextSink sink(out);
    for (size_t row = begin; row < end; ++row) {
      for (size_t i = 0; i < columns_.size(); ++i) {
        if (i > 0) sink.Put(delimiter_);
        if (columns_[i].source < 0) continue;
        const Column& column = batch.columns[static_cast<size_t>(columns_[i].source)];
        if (!column.IsNull(row)) PutValue(column, row, &sink);
      }
      sink.Put('\n');
    }
    sink.Finish();
  }

 private:
  void PutValue(const Column& column, size_t row, TextSink* sink) {
    switch (column.type.kind) {
      case Kind::kString:
      case Kind::kJsonString: return PutText(column.Text(row), TextEnd(column), sink);
      case Kind::kArray:
      case Kind::kMap:
        nested_.clear();
        AppendJsonValue(column, row, &nested_);
        return PutText(nested_, nested_.data() + nested_.size(), sink);
      case Kind::kDate:
        if (delimiter_in_scalars_) break;
        return sink->PutDate(column.longs[row], column.date_forms[row]);
      default:
        if (delimiter_in_scalars_) break;
        return PutJsonValue(column, row, sink);
    }
    sink->Put('"');
    if (column.type.kind == Kind::kDate) {
      sink->PutDate(column.longs[row], column.date_forms[row]);
    } else {
      PutJsonValue(column, row, sink);
    }
    sink->Put('"');
  }

  // An empty string is quoted, because an empty field is null. Most texts need no quotes: they are copied while they are
  // searched, and the few others are written over that. A long delimiter makes more quoted than needed: its first byte
  // is enough.
  void PutText(std::string_view text, const char* readable_end, TextSink* sink) const {
    const auto marks = [delimiter = delimiter_[0]](uint64_t word) {
      return swar::EqualBytes(word, '"') | swar::EqualBytes(word, '\n') | swar::EqualBytes(word, '\r') |
             swar::EqualBytes(word, delimiter);
    };
    char* const at = sink->Reserve(text.size() + 16);
    if (!text.empty() && CopyUntilMark(text.data(), text.size(), readable_end, at, marks) == text.size()) {
      return sink->Advance(at + text.size());
    }
    sink->Put('"');
    for (size_t begin = 0;;) {
      const size_t quote = text.find('"', begin);
      sink->Put(text.substr(begin, quote - begin));
      if (quote == std::string_view::npos) break;
      sink->Put(std::string_view("\"\""));
      begin = quote + 1;
    }
    sink->Put('"');
  }

  std::vector<WriterColumn> columns_;
  std::string delimiter_;
  bool header_;
  bool delimiter_in_scalars_;  // also numbers and dates need quotes
  std::string nested_;         // kept for its capacity
};

}  // namespace

std::unique_ptr<RecordWriter> MakeCsvWriter(std::vector<WriterColumn> columns, const RecordWriterOptions& options) {
  return std::make_unique<CsvWriter>(std::move(columns), options);
}

}  // namespace pandora
