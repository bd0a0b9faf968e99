// WHERE and HAVING.
#include "core/query/pipeline.h"
#include "core/query/typed_expression.h"

namespace pandora {
namespace {

using Form = ColumnVector::Form;

// The chosen rows of one column, in its form.
class Gatherer {
 public:
  ColumnVector Gather(const ColumnVector& from, const std::vector<uint32_t>& rows) {
    ColumnVector to = from;
    switch (from.form) {
      case Form::kAbsent: return to;
      case Form::kBoxed: to.boxed = Take(from.boxed, rows, &boxed_); break;
      case Form::kInt: to.ints = Take(from.ints, rows, &ints_); break;
      case Form::kDouble: to.doubles = Take(from.doubles, rows, &doubles_); break;
      case Form::kTruth: to.truths = Take(from.truths, rows, &truths_); break;
      case Form::kText: to.texts = Take(from.texts, rows, &texts_); break;
      case Form::kCoded: to.codes = Take(from.codes, rows, &codes_); break;
    }
    if (from.forms) to.forms = Take(from.forms, rows, &forms_);
    if (!from.valid) return to;
    SetAllPresent(rows.size(), valid_.data());
    for (size_t k = 0; k < rows.size(); ++k) {
      if (!from.IsPresent(rows[k])) SetNull(k, valid_.data());
    }
    to.valid = valid_.data();
    return to;
  }

 private:
  template <typename T>
  static const T* Take(const T* from, const std::vector<uint32_t>& rows, std::vector<T>* to) {
    to->resize(rows.size());
    for (size_t k = 0; k < rows.size(); ++k) (*to)[k] = from[rows[k]];
    return to->data();
  }

  std::vector<Value> boxed_;
  std::vector<int64_t> ints_;
  std::vector<double> doubles_;
  std::vector<uint8_t> truths_;
  std::vector<std::string_view> texts_;
  std::vector<uint32_t> codes_, forms_;
  std::array<uint64_t, kChunkWords> valid_;
};

class FilterOperator : public Operator {
 public:
  FilterOperator(const BoundExpr& predicate, RunState* run, std::unique_ptr<Operator> owned, Operator* next)
      : predicate_(MakeTyped(predicate, run)), run_(run), owned_(std::move(owned)), next_(next) {}

  bool Push(const Chunk& chunk) override {
    const uint8_t* keep = AsTruths(predicate_->Run(chunk), chunk.rows, &truths_);
    if (run_->failed()) return false;
    rows_.resize(chunk.rows);
    size_t kept = 0;
    for (size_t row = 0; row < chunk.rows; ++row) {
      rows_[kept] = static_cast<uint32_t>(row);
      kept += keep[row] == kTrue ? 1 : 0;
    }
    rows_.resize(kept);
    if (kept == 0) return true;
    if (kept == chunk.rows) return next_->Push(chunk);
    out_.Begin(kept, chunk.columns.size());
    gatherers_.resize(chunk.columns.size());
    for (size_t c = 0; c < chunk.columns.size(); ++c) out_.columns[c] = gatherers_[c].Gather(chunk.columns[c], rows_);
    return next_->Push(out_);
  }
  void Finish() override { next_->Finish(); }

 private:
  TypedPtr predicate_;
  RunState* run_;
  std::unique_ptr<Operator> owned_;
  Operator* next_;
  std::array<uint8_t, kChunkRows> truths_;
  std::vector<uint32_t> rows_;
  std::vector<Gatherer> gatherers_;
  Chunk out_;
};

}  // namespace

// Conditions joined by AND become one filter after the other, so that each looks only at what the ones before have left. Where
// one may fail they stay together: AND says which rows it must not be asked about.
std::unique_ptr<Operator> MakeFilterOperator(const PlanNode& node, RunState* run, Operator* next) {
  const BoundExpr& predicate = *node.exprs[0];
  if (predicate.op != BoundExpr::Op::kAnd || !CannotFail(predicate))
    return std::make_unique<FilterOperator>(predicate, run, nullptr, next);
  std::unique_ptr<Operator> chain;
  for (size_t k = predicate.args.size(); k-- > 0;) {
    Operator* const after = chain ? chain.get() : next;
    chain = std::make_unique<FilterOperator>(*predicate.args[k], run, std::move(chain), after);
  }
  return chain;
}

}  // namespace pandora
