#include "core/store/timeline.h"

#include <map>
#include <random>

#include "tests/unit/store/store_fixture.h"

namespace pandora {
namespace {

class TimelineTest : public StoreTest {
 protected:
  void SetUp() override {
    StoreTest::SetUp();
    timeline_ = std::make_unique<Timeline>(state_.get());
  }
  // "due kind id" of the first task, "" for none.
  std::string Next() {
    const std::optional<Task> task = Get(timeline_->Next());
    if (!task) return "";
    return std::to_string(task->due.micros) + " " + std::to_string(static_cast<int>(task->kind)) + " " +
           std::to_string(task->id);
  }
  std::unique_ptr<Timeline> timeline_;
};
PANDORA_EACH_STORAGE(TimelineTest);

TEST_P(TimelineTest, OrdersByInstantKindId) {
  EXPECT_EQ(Next(), "");
  ASSERT_OK(timeline_->Schedule({Instant{20}, TaskKind::kTransform, 1}));
  ASSERT_OK(timeline_->Schedule({Instant{10}, TaskKind::kExportNews, 2}));
  EXPECT_EQ(Next(), "10 20 2");
  ASSERT_OK(timeline_->Schedule({Instant{10}, TaskKind::kTransform, 9}));
  EXPECT_EQ(Next(), "10 10 9");
  ASSERT_OK(timeline_->Schedule({Instant{10}, TaskKind::kTransform, 8}));
  EXPECT_EQ(Next(), "10 10 8");
  ASSERT_OK(timeline_->Schedule({Instant{-5}, TaskKind::kExpireObjects, 0}));
  EXPECT_EQ(Next(), "-5 40 0");
}

TEST_P(TimelineTest, ScheduleMovesScheduleNoLaterOnlyForward) {
  ASSERT_OK(timeline_->Schedule({Instant{10}, TaskKind::kTransform, 1}));
  EXPECT_EQ(Next(), "10 10 1");
  ASSERT_OK(timeline_->ScheduleNoLater({Instant{20}, TaskKind::kTransform, 1}));
  EXPECT_EQ(Next(), "10 10 1");
  ASSERT_OK(timeline_->ScheduleNoLater({Instant{5}, TaskKind::kTransform, 1}));
  EXPECT_EQ(Next(), "5 10 1");
  ASSERT_OK(timeline_->Schedule({Instant{30}, TaskKind::kTransform, 1}));
  EXPECT_EQ(Next(), "30 10 1");
  ASSERT_OK(timeline_->Cancel(TaskKind::kTransform, 1));
  EXPECT_EQ(Next(), "");
  ASSERT_OK(timeline_->Cancel(TaskKind::kTransform, 1));
}

TEST_P(TimelineTest, FollowsRollbacks) {
  ASSERT_OK(timeline_->Schedule({Instant{10}, TaskKind::kTransform, 1}));
  ASSERT_OK(state_->Commit());
  {
    StateFile::Savepoint savepoint(state_.get());
    ASSERT_OK(timeline_->Schedule({Instant{5}, TaskKind::kTransform, 2}));
    EXPECT_EQ(Next(), "5 10 2");
  }
  EXPECT_EQ(Next(), "10 10 1");
  ASSERT_OK(timeline_->Cancel(TaskKind::kTransform, 1));
  EXPECT_EQ(Next(), "");
  state_->Rollback();
  EXPECT_EQ(Next(), "10 10 1");
}

// Any mixture of calls leaves the same first task as a plain map would.
TEST_P(TimelineTest, AgreesWithAModel) {
  std::mt19937 random(1);
  std::map<std::pair<int, int64_t>, int64_t> model;
  for (int step = 0; step < 2000; ++step) {
    const TaskKind kind = random() % 2 == 0 ? TaskKind::kTransform : TaskKind::kExportNews;
    const Task task{Instant{static_cast<int64_t>(random() % 50)}, kind, static_cast<int64_t>(random() % 5)};
    const std::pair<int, int64_t> key{static_cast<int>(kind), task.id};
    switch (random() % 4) {
      case 0:
        ASSERT_OK(timeline_->Schedule(task));
        model[key] = task.due.micros;
        break;
      case 1:
        ASSERT_OK(timeline_->ScheduleNoLater(task));
        if (model.count(key) == 0 || model[key] > task.due.micros) model[key] = task.due.micros;
        break;
      case 2:
        ASSERT_OK(timeline_->Cancel(kind, task.id));
        model.erase(key);
        break;
      default: {
        const std::pair<const std::pair<int, int64_t>, int64_t>* first = nullptr;
        for (const auto& entry : model) {
          if (first == nullptr || entry.second < first->second) first = &entry;
        }
        const std::string expected = first == nullptr
                                         ? ""
                                         : std::to_string(first->second) + " " + std::to_string(first->first.first) +
                                               " " + std::to_string(first->first.second);
        ASSERT_EQ(Next(), expected) << "step " << step;
      }
    }
  }
}

}  // namespace
}  // namespace pandora
