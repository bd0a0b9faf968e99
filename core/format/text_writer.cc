#include "core/base/swar.h"
#include "core/format/value_text.h"

namespace pandora {
namespace {

// A string with TAB, CR, LF and backslash escaped: what ReadPoints undoes.
void PutEscaped(std::string_view text, const char* readable_end, TextSink* sink) {
  const auto marks = [](uint64_t word) { return swar::BytesBelow(word, 0x0e) | swar::EqualBytes(word, '\\'); };
  const char* p = text.data();
  size_t left = text.size();
  char* at = sink->Reserve(left + 16);
  for (;;) {
    const size_t plain = CopyUntilMark(p, left, readable_end, at, marks);
    at += plain;
    if (plain == left) break;
    const char c = p[plain];
    const char letter = c == '\t' ? 't' : c == '\r' ? 'r' : c == '\n' ? 'n' : c == '\\' ? '\\' : 0;
    if (letter != 0) *at++ = '\\';
    *at++ = letter != 0 ? letter : c;
    p += plain + 1;
    left -= plain + 1;
    sink->Advance(at);
    at = sink->Reserve(left + 16);
  }
  sink->Advance(at);
}

// JSON text on one line: between tokens a space says the same as a TAB, CR or LF, and strings hold none of them raw.
void PutJsonLine(std::string_view json, TextSink* sink) {
  char* at = sink->Reserve(json.size());
  for (const char c : json) *at++ = c == '\t' || c == '\r' || c == '\n' ? ' ' : c;
  sink->Advance(at);
}

void PutPointValue(const Column& column, size_t row, TextSink* sink) {
  switch (column.type.kind) {
    case Kind::kDate: return sink->PutDate(column.longs[row], column.date_forms[row]);
    case Kind::kString: return PutEscaped(column.Text(row), TextEnd(column), sink);
    case Kind::kJsonString: return PutJsonLine(column.Text(row), sink);
    default: return PutJsonValue(column, row, sink);
  }
}

class TextWriter : public RecordWriter {
 public:
  explicit TextWriter(const std::vector<WriterColumn>& columns) {
    for (const WriterColumn& column : columns) {
      if (column.source < 0) continue;
      pairs_.push_back({RepeatedText(column.name + "="), static_cast<size_t>(column.source)});
    }
  }

  void WriteHeader(std::string*) override {}

  void Write(const RecordBatch& batch, size_t begin, size_t end, std::string* out) override {
    TextSink sink(out);
    for (size_t row = begin; row < end; ++row) {
      bool first = true;
      for (const Pair& pair : pairs_) {
        const Column& column = batch.columns[pair.source];
        if (column.IsNull(row)) continue;
        if (!first) sink.Put('\t');
        sink.Put(pair.prefix);
        PutPointValue(column, row, &sink);
        first = false;
      }
      sink.Put('\n');
    }
    sink.Finish();
  }

 private:
  struct Pair {
    RepeatedText prefix;  // name =
    size_t source;
  };

  std::vector<Pair> pairs_;
};

}  // namespace

std::unique_ptr<RecordWriter> MakeTextWriter(const std::vector<WriterColumn>& columns) {
  return std::make_unique<TextWriter>(columns);
}

}  // namespace pandora
