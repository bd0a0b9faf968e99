// Variance and its relatives, correlation, percentiles.
#include <algorithm>
#include <cmath>
#include <map>

#include "core/function/kernel.h"

namespace pandora {
namespace {

// Central moments, updated one value at a time as Spark does (Welford and its extensions).
class Moments : public Aggregator {
 public:
  enum Kind { kStddevSample, kStddevPopulation, kVarianceSample, kVariancePopulation, kSkewness, kKurtosis };
  explicit Moments(Kind kind) : kind_(kind) {}

  void Step(CallContext&, const Value* args) override {
    if (args[0].is_null()) return;
    n_ += 1;
    double delta = args[0].d - mean_;
    double delta_n = delta / n_;
    mean_ += delta_n;
    // In Spark's own order, so that the last digits agree.
    double new_m2 = m2_ + delta * (delta - delta_n);
    double delta2 = delta * delta;
    double delta_n2 = delta_n * delta_n;
    double new_m3 = m3_ - 3.0 * delta_n * new_m2 + delta * (delta2 - delta_n2);
    m4_ = m4_ - 4.0 * delta_n * new_m3 - 6.0 * delta_n2 * new_m2 + delta * (delta * delta2 - delta_n * delta_n2);
    m3_ = new_m3;
    m2_ = new_m2;
  }

  Value Finish(CallContext&) override {
    if (n_ == 0) return Value();
    bool sample = kind_ == kStddevSample || kind_ == kVarianceSample;
    double nan = std::nan("");
    if (sample && n_ == 1) return Value::Double(nan);
    double variance = m2_ / (sample ? n_ - 1 : n_);
    switch (kind_) {
      case kStddevSample:
      case kStddevPopulation: return Value::Double(std::sqrt(variance));
      case kVarianceSample:
      case kVariancePopulation: return Value::Double(variance);
      case kSkewness: return Value::Double(m2_ == 0 ? nan : std::sqrt(n_) * m3_ / std::sqrt(m2_ * m2_ * m2_));
      case kKurtosis: return Value::Double(m2_ == 0 ? nan : n_ * m4_ / (m2_ * m2_) - 3.0);
    }
    return Value();
  }

 private:
  Kind kind_;
  double n_ = 0, mean_ = 0, m2_ = 0, m3_ = 0, m4_ = 0;
};

class Pairs : public Aggregator {
 public:
  enum Kind { kCorrelation, kCovariancePopulation, kCovarianceSample };
  explicit Pairs(Kind kind) : kind_(kind) {}

  void Step(CallContext&, const Value* args) override {
    if (args[0].is_null() || args[1].is_null()) return;
    n_ += 1;
    double dx = args[0].d - x_mean_;
    double dy = args[1].d - y_mean_;
    x_mean_ += dx / n_;
    y_mean_ += dy / n_;
    double dy_after = args[1].d - y_mean_;
    c_ += dx * dy_after;
    x_m2_ += dx * (args[0].d - x_mean_);
    y_m2_ += dy * dy_after;
  }

  Value Finish(CallContext&) override {
    if (n_ == 0) return Value();
    if (kind_ == kCovariancePopulation) return Value::Double(c_ / n_);
    if (n_ == 1) return Value::Double(std::nan(""));
    if (kind_ == kCovarianceSample) return Value::Double(c_ / (n_ - 1));
    return Value::Double(c_ / std::sqrt(x_m2_ * y_m2_));
  }

 private:
  Kind kind_;
  double n_ = 0, x_mean_ = 0, y_mean_ = 0, c_ = 0, x_m2_ = 0, y_m2_ = 0;
};

// Both percentiles keep counted values in order; they differ in what they pick.
class Percentile : public Aggregator {
 public:
  Percentile(bool exact, bool has_frequency) : exact_(exact), has_frequency_(has_frequency) {}

  void Step(CallContext& context, const Value* args) override {
    if (percentages_.empty()) ReadPercentages(context, args[1]);
    int64_t frequency = 1;
    if (has_frequency_) {
      if (args[2].is_null()) return;
      frequency = args[2].i;
      if (frequency < 0) {
        context.error = "percentile: negative values found in the frequency: " + std::to_string(frequency);
        return;
      }
    }
    if (args[0].is_null() || frequency == 0) return;
    counts_[args[0].d] += frequency;
    total_ += frequency;
  }

  Value Finish(CallContext& context) override {
    if (total_ == 0) return Value();
    std::vector<Value> results;
    for (double p : percentages_) results.push_back(Value::Double(exact_ ? Exact(p) : Approximate(p)));
    if (context.result_type->kind != SqlKind::kArray) return results.empty() ? Value() : results[0];
    Value* items = NewItems(context.arena, results.size());
    std::copy(results.begin(), results.end(), items);
    return Value::List(items, results.size());
  }

 private:
  void ReadPercentages(CallContext& context, const Value& value) {
    auto add = [&](const Value& p) {
      if (p.is_null() || !(p.d >= 0.0 && p.d <= 1.0)) context.error = "Percentage(s) must be between 0.0 and 1.0";
      else percentages_.push_back(p.d);
    };
    if (value.tag != Value::Tag::kList) {
      add(value);
      return;
    }
    for (uint32_t k = 0; k < value.size; ++k) add(value.items[k]);
  }

  double At(int64_t rank) const {  // 0-based
    for (const auto& [value, count] : counts_) {
      if (rank < count) return value;
      rank -= count;
    }
    return counts_.rbegin()->first;
  }

  double Exact(double p) const {
    double position = static_cast<double>(total_ - 1) * p;
    int64_t lower = static_cast<int64_t>(std::floor(position));
    int64_t higher = static_cast<int64_t>(std::ceil(position));
    double low = At(lower);
    double high = At(higher);
    if (lower == higher || low == high) return low;
    return (static_cast<double>(higher) - position) * low + (position - static_cast<double>(lower)) * high;
  }

  // Spark 2.2's ranks, one too high and never below the second (spec/sql.md 2.8).
  double Approximate(double p) const {
    constexpr double kEdge = 1e-4;
    if (p <= kEdge) return counts_.begin()->first;
    if (p >= 1 - kEdge) return counts_.rbegin()->first;
    int64_t rank = static_cast<int64_t>(std::ceil(p * static_cast<double>(total_)));
    return At(std::min(std::max<int64_t>(2, rank), total_) - 1);
  }

  bool exact_;
  bool has_frequency_;
  // NaN is equal to itself and greater than any number.
  struct NanIsLargest {
    bool operator()(double a, double b) const { return std::isnan(b) ? !std::isnan(a) : a < b; }
  };

  std::vector<double> percentages_;
  std::map<double, int64_t, NanIsLargest> counts_;
  int64_t total_ = 0;
};

template <Moments::Kind kKind>
std::unique_ptr<Aggregator> MakeMoments(std::span<const SqlType>, const SqlType&) {
  return std::make_unique<Moments>(kKind);
}
template <Pairs::Kind kKind>
std::unique_ptr<Aggregator> MakePairs(std::span<const SqlType>, const SqlType&) {
  return std::make_unique<Pairs>(kKind);
}
std::unique_ptr<Aggregator> MakePercentile(std::span<const SqlType> args, const SqlType&) {
  return std::make_unique<Percentile>(true, args.size() > 2);
}
std::unique_ptr<Aggregator> MakeApproximate(std::span<const SqlType>, const SqlType&) {
  return std::make_unique<Percentile>(false, false);
}

std::optional<SqlType> PercentileType(std::span<const SqlType> args, std::span<const Value* const> constants,
                                      std::string* error) {
  if (!constants[1] || constants[1]->is_null()) {
    *error = "The percentage(s) must be a constant literal";
    return std::nullopt;
  }
  std::vector<double> percentages;
  if (constants[1]->tag == Value::Tag::kList) {
    for (uint32_t k = 0; k < constants[1]->size; ++k)
      percentages.push_back(constants[1]->items[k].is_null() ? -1 : constants[1]->items[k].d);
  } else {
    percentages.push_back(constants[1]->d);
  }
  for (double p : percentages) {
    if (!(p >= 0 && p <= 1)) *error = "All percentage values must be between 0.0 and 1.0";
  }
  if (!error->empty()) return std::nullopt;
  return args[1].kind == SqlKind::kArray ? SqlType::Array(SqlKind::kDouble) : SqlType(SqlKind::kDouble);
}

std::optional<SqlType> ApproximateType(std::span<const SqlType> args, std::span<const Value* const> constants,
                                       std::string* error) {
  if (args.size() > 2 && (!constants[2] || constants[2]->is_null() || constants[2]->i <= 0)) {
    *error = "The accuracy must be a positive integer literal";
    return std::nullopt;
  }
  return PercentileType(args, constants, error);
}

const Function kTable[] = {
    {"stddev|std|stddev_samp", "(double) -> double", nullptr, MakeMoments<Moments::kStddevSample>, 0, nullptr, nullptr,
     "The sample standard deviation; NaN for one row.", "样本标准差;单行得 NaN。",
     "stddev(x) from values (2), (4), (6) as t(x) => 2.0\nstddev(x) from values (2) as t(x) => NaN"},
    {"stddev_pop", "(double) -> double", nullptr, MakeMoments<Moments::kStddevPopulation>, 0, nullptr, nullptr,
     "The population standard deviation.", "总体标准差。", "stddev_pop(x) from values (1), (3) as t(x) => 1.0"},
    {"variance|var_samp", "(double) -> double", nullptr, MakeMoments<Moments::kVarianceSample>, 0, nullptr, nullptr,
     "The sample variance.", "样本方差。", "variance(x) from values (1), (2), (3) as t(x) => 1.0"},
    {"var_pop", "(double) -> double", nullptr, MakeMoments<Moments::kVariancePopulation>, 0, nullptr, nullptr,
     "The population variance.", "总体方差。", "var_pop(x) from values (1), (3) as t(x) => 1.0"},
    {"skewness", "(double) -> double", nullptr, MakeMoments<Moments::kSkewness>, 0, nullptr, nullptr, "The skewness.",
     "偏度。", "skewness(x) from values (1), (2), (3) as t(x) => 0.0"},
    {"kurtosis", "(double) -> double", nullptr, MakeMoments<Moments::kKurtosis>, 0, nullptr, nullptr,
     "The excess kurtosis.", "超额峰度。", "kurtosis(x) from values (1), (3) as t(x) => -2.0"},
    {"corr", "(double, double) -> double", nullptr, MakePairs<Pairs::kCorrelation>, 0, nullptr, nullptr,
     "Pearson's correlation.", "相关系数。", "corr(x, y) from values (1, 2), (3, 4) as t(x, y) => 1.0"},
    {"covar_pop", "(double, double) -> double", nullptr, MakePairs<Pairs::kCovariancePopulation>, 0, nullptr, nullptr,
     "The population covariance.", "总体协方差。", "covar_pop(x, y) from values (1, 2), (3, 4) as t(x, y) => 1.0"},
    {"covar_samp", "(double, double) -> double", nullptr, MakePairs<Pairs::kCovarianceSample>, 0, nullptr, nullptr,
     "The sample covariance.", "样本协方差。", "covar_samp(x, y) from values (1, 2), (3, 4) as t(x, y) => 2.0"},
    {"percentile", "(double, doublelist[, bigint]) -> rule", nullptr, MakePercentile, 0, PercentileType, nullptr,
     "The exact percentile, interpolated.", "精确百分位数(线性插值)。",
     "percentile(x, 0.5) from values (1), (2) as t(x) => 1.5"},
    {"percentile_approx|approx_percentile", "(double, doublelist[, int]) -> rule", nullptr, MakeApproximate, 0,
     ApproximateType, nullptr, "A value near the percentile, always one of the column.", "近似百分位数,取列中的值。",
     "percentile_approx(x, 0.5) from values (1), (5), (9) as t(x) => 5.0"},
};

}  // namespace

std::span<const Function> StatisticsFunctions() { return kTable; }

}  // namespace pandora
