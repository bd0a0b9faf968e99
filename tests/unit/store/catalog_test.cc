#include "core/store/catalog.h"

#include "tests/unit/store/store_fixture.h"

namespace pandora {
namespace {

class CatalogTest : public StoreTest {
 protected:
  void SetUp() override {
    StoreTest::SetUp();
    catalog_ = std::make_unique<Catalog>(state_.get());
  }
  int64_t Insert(ResourceKind kind, const std::string& account, int64_t parent, const std::string& name,
                 int64_t target = 0) {
    Resource resource;
    resource.kind = kind;
    resource.account = account;
    resource.parent = parent;
    resource.name = name;
    resource.target = target;
    resource.definition = "{\"name\":\"" + name + "\"}";
    resource.created = Instant{7};
    resource.updated = Instant{8};
    return Get(catalog_->Insert(resource));
  }
  std::unique_ptr<Catalog> catalog_;
};
PANDORA_EACH_STORAGE(CatalogTest);

TEST_P(CatalogTest, FindsWhatWasInserted) {
  const int64_t id = Insert(ResourceKind::kRepo, "ak", 0, "r1");
  EXPECT_EQ(id, 1);
  const std::optional<Resource> found = Get(catalog_->Find(ResourceKind::kRepo, "ak", 0, "r1"));
  ASSERT_TRUE(found);
  EXPECT_EQ(found->id, id);
  EXPECT_EQ(found->kind, ResourceKind::kRepo);
  EXPECT_EQ(found->account, "ak");
  EXPECT_EQ(found->name, "r1");
  EXPECT_EQ(found->definition, "{\"name\":\"r1\"}");
  EXPECT_EQ(found->created, Instant{7});
  EXPECT_EQ(found->updated, Instant{8});
  EXPECT_EQ(Get(catalog_->Get(id))->name, "r1");
  EXPECT_FALSE(Get(catalog_->Get(id + 1)));
}

TEST_P(CatalogTest, NamesAreScopedByKindAccountAndParent) {
  const int64_t repo = Insert(ResourceKind::kRepo, "a", 0, "x");
  EXPECT_FALSE(Get(catalog_->Find(ResourceKind::kGroup, "a", 0, "x")));
  EXPECT_FALSE(Get(catalog_->Find(ResourceKind::kRepo, "b", 0, "x")));
  EXPECT_FALSE(Get(catalog_->Find(ResourceKind::kRepo, "a", 9, "x")));
  EXPECT_FALSE(Get(catalog_->Find(ResourceKind::kRepo, "a", 0, "X")));
  Insert(ResourceKind::kRepo, "b", 0, "x");
  Insert(ResourceKind::kGroup, "a", 0, "x");
  Insert(ResourceKind::kTransform, "a", repo, "x");
  EXPECT_FALSE(catalog_->Insert(*Get(catalog_->Get(repo))).ok());  // the name is taken
}

TEST_P(CatalogTest, ListsInOrderOfCreation) {
  for (const char* name : {"c", "a", "b"}) Insert(ResourceKind::kRepo, "ak", 0, name);
  Insert(ResourceKind::kRepo, "other", 0, "d");
  std::string names;
  for (const Resource& resource : Get(catalog_->List(ResourceKind::kRepo, "ak", 0))) names += resource.name;
  EXPECT_EQ(names, "cab");
}

TEST_P(CatalogTest, FindsByTargetAndParent) {
  const int64_t source = Insert(ResourceKind::kRepo, "ak", 0, "source");
  const int64_t target = Insert(ResourceKind::kRepo, "ak", 0, "target");
  EXPECT_FALSE(Get(catalog_->HasChild(ResourceKind::kTransform, source)));
  const int64_t transform = Insert(ResourceKind::kTransform, "ak", source, "t", target);
  EXPECT_TRUE(Get(catalog_->HasChild(ResourceKind::kTransform, source)));
  EXPECT_FALSE(Get(catalog_->HasChild(ResourceKind::kExport, source)));
  const std::vector<Resource> writers = Get(catalog_->ListByTarget(ResourceKind::kTransform, target));
  ASSERT_EQ(writers.size(), 1u);
  EXPECT_EQ(writers[0].id, transform);
  EXPECT_TRUE(Get(catalog_->ListByTarget(ResourceKind::kTransform, 0)).empty());
}

TEST_P(CatalogTest, UpdatesDefinitionTargetAndTime) {
  Resource resource = *Get(catalog_->Get(Insert(ResourceKind::kRepo, "ak", 0, "r")));
  resource.definition = "new";
  resource.target = 5;
  resource.updated = Instant{9};
  resource.name = "not changed";
  ASSERT_OK(catalog_->Update(resource));
  const Resource read = *Get(catalog_->Get(resource.id));
  EXPECT_EQ(read.definition, "new");
  EXPECT_EQ(read.target, 5);
  EXPECT_EQ(read.updated, Instant{9});
  EXPECT_EQ(read.name, "r");
  resource.id = 77;
  EXPECT_FALSE(catalog_->Update(resource).ok());
}

TEST_P(CatalogTest, NeverReusesAnId) {
  const int64_t id = Insert(ResourceKind::kRepo, "ak", 0, "r");
  ASSERT_OK(catalog_->Delete(id));
  ASSERT_OK(state_->Commit());
  EXPECT_FALSE(Get(catalog_->Find(ResourceKind::kRepo, "ak", 0, "r")));
  ReopenState();
  catalog_ = std::make_unique<Catalog>(state_.get());
  EXPECT_EQ(Insert(ResourceKind::kRepo, "ak", 0, "r"), id + 1);
}

}  // namespace
}  // namespace pandora
