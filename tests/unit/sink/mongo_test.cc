// The document sink: updates, keys and examples as values, and what a writer stores.
#include <gtest/gtest.h>

#include "core/sink/mongo_export.h"
#include "core/sink/mongo_store.h"
#include "core/sink/mongo_update.h"
#include "tests/unit/sink/sink_fixture.h"

namespace pandora {
namespace {

Json Applied(const char* doc, const char* update, bool inserting = false) {
  Json json = Json::parse(doc);
  EXPECT_EQ(ApplyMongoUpdate(Json::parse(update), inserting, &json), "") << update;
  return json;
}

TEST(MongoUpdate, OperatorsDoAsInMongo) {
  EXPECT_EQ(Applied(R"({"a":1})", R"({"$set":{"b.c":2}})"), Json::parse(R"({"a":1,"b":{"c":2}})"));
  EXPECT_EQ(Applied(R"({"a":1})", R"({"$inc":{"a":2,"n":1.5}})"), Json::parse(R"({"a":3,"n":1.5})"));
  EXPECT_EQ(Applied(R"({"a":2})", R"({"$mul":{"a":3,"b":3}})"), Json::parse(R"({"a":6,"b":0})"));
  EXPECT_EQ(Applied(R"({"a":2,"b":2})", R"({"$min":{"a":1,"b":3,"c":9}})"), Json::parse(R"({"a":1,"b":2,"c":9})"));
  EXPECT_EQ(Applied(R"({"a":2,"b":{"c":1}})", R"({"$unset":{"b.c":1,"x.y":1}})"), Json::parse(R"({"a":2,"b":{}})"));
  EXPECT_EQ(Applied("{}", R"({"$setOnInsert":{"a":1}})"), Json::object());
  EXPECT_EQ(Applied("{}", R"({"$setOnInsert":{"a":1}})", true), Json::parse(R"({"a":1})"));
}

TEST(MongoUpdate, WhatCannotBeDoneIsTold) {
  const struct {
    const char* doc;
    const char* update;
  } cases[] = {{R"({"a":"x"})", R"({"$inc":{"a":1}})"},
               {R"({"a":1})", R"({"$inc":{"a":null}})"},
               {R"({"a":9223372036854775807})", R"({"$inc":{"a":1}})"},
               {R"({"a":1e308})", R"({"$mul":{"a":1e308}})"},
               {R"({"a":1})", R"({"$set":{"a.b":1}})"}};
  for (const auto& one : cases) {
    Json doc = Json::parse(one.doc);
    EXPECT_NE(ApplyMongoUpdate(Json::parse(one.update), false, &doc), "") << one.update;
  }
}

TEST(MongoKey, EqualWhenMongoTakesThemForEqual) {
  EXPECT_EQ(MongoKey({1, "a"}), MongoKey({1.0, "a"}));
  EXPECT_NE(MongoKey({1}), MongoKey({"1"}));
  EXPECT_NE(MongoKey({"a\nb"}), MongoKey({"a", "b"}));
  EXPECT_EQ(MongoKeyOf(Json::parse(R"({"a":{"b":1}})"), {"a.b", "c"}), MongoKey({1, Json()}));
}

TEST(MongoMatch, Examples) {
  const Json doc = Json::parse(R"({"a":{"b":[1,{"c":2}]},"n":5,"s":"x","z":null,"tags":["p","q"]})");
  for (const char* yes : {"{}", R"({"n":5.0})", R"({"a.b.1.c":2})", R"({"tags":"p"})", R"({"n":{"$gt":4,"$lte":5}})",
                          R"({"n":{"$in":[4,5]}})", R"({"z":null,"nosuch":null})", R"({"nosuch":{"$ne":1}})",
                          R"({"tags":{"$ne":"r"}})", R"({"tags":["p","q"]})"}) {
    EXPECT_TRUE(MatchesMongo(doc, Json::parse(yes))) << yes;
  }
  for (const char* no : {R"({"n":4})", R"({"n":{"$gt":"4"}})", R"({"s":{"$lt":9}})", R"({"tags":{"$ne":"p"}})",
                         R"({"z":{"$ne":null}})", R"({"nosuch":1})", R"({"a.b.9":1})"}) {
    EXPECT_FALSE(MatchesMongo(doc, Json::parse(no))) << no;
  }
  EXPECT_FALSE(CheckMongoExample(Json::parse(R"({"n":{"$where":"1"}})")).ok());
  EXPECT_FALSE(CheckMongoExample(Json::parse(R"({"n":{"$in":1}})")).ok());
}

class MongoSinkTest : public SinkTest {
 protected:
  MongoSinkTest() {
    source_.fields = {{"uid", {Kind::kLong, Kind::kString, {}}, false},
                      {"hits", {Kind::kLong, Kind::kString, {}}, false}};
  }

  SinkReport Export(const std::string& members, const std::vector<std::pair<int64_t, int64_t>>& rows) {
    Json spec = Json::parse(R"({"host":"h","dbName":"db","collName":"c"})");
    spec.update(Json::parse(members));
    RecordBatch batch = MakeBatch(source_);
    batch.rows = rows.size();
    for (const auto& [uid, hits] : rows) {
      batch.columns[0].AppendLong(uid);
      batch.columns[1].AppendLong(hits);
    }
    return WriteAll(kMongoSink, spec, source_, std::move(batch));
  }

  std::string Documents() {
    DocumentStore store(home_);
    const DocumentCollection collection = store.Get(store.GetDatabase("", "db").value(), "c").value();
    std::string all;
    EXPECT_TRUE(store
                    .Scan(collection, 0,
                          [&all](StoredDocument document) {
                            all += DumpJson(document.content);
                            return true;
                          })
                    .ok());
    return all;
  }

  Schema source_;
};

TEST_F(MongoSinkTest, UpsertsOfManyKeysOutliveWhatIsHeldInMemory) {
  std::vector<std::pair<int64_t, int64_t>> rows;
  for (int64_t round = 0; round < 2; ++round) {
    for (int64_t uid = 0; uid < 5000; ++uid) rows.emplace_back(uid, 1);
  }
  const SinkReport report = Export(R"({"mode":"UPSERT","updateKey":["uid"],"doc":{"$inc":{"n":"#hits"}}})", rows);
  EXPECT_EQ(report.written, 10000);
  DocumentStore store(home_);
  const DocumentCollection collection = store.Get(store.GetDatabase("h", "db").value(), "c").value();
  EXPECT_EQ(store.Count(collection).value(), 5000);
  const std::optional<StoredDocument> one = store.FindByKey(collection, MongoKey({17})).value();
  ASSERT_TRUE(one);
  EXPECT_EQ(one->content["n"], 2);
}

TEST_F(MongoSinkTest, AKeyThatAnUpdateChangesIsFoundByItsNewValue) {
  Export(R"({"mode":"UPSERT","updateKey":["uid"],"doc":{"$set":{"uid":7},"$inc":{"n":1}}})", {{1, 0}, {7, 0}, {1, 0}});
  EXPECT_EQ(Documents(), R"({"uid":7,"n":2}{"uid":7,"n":1})");
}

TEST_F(MongoSinkTest, InsertedDocumentsAreFoundByAnUpdateKeyThatComesLater) {
  Export(R"({"mode":"INSERT"})", {{1, 10}, {2, 20}});
  const SinkReport report = Export(R"({"mode":"UPDATE","updateKey":["hits"],"doc":{"seen":true}})", {{9, 20}, {9, 30}});
  EXPECT_EQ(report.written, 1);
  EXPECT_EQ(report.omitted, 1);
  EXPECT_EQ(Documents(), R"({"uid":1,"hits":10}{"uid":2,"hits":20,"seen":true})");
}

TEST_F(MongoSinkTest, ARefusedUpdateLeavesTheDocumentAsItWas) {
  Export(R"({"mode":"UPSERT","updateKey":["uid"],"doc":{"t":"text"}})", {{1, 0}});
  const SinkReport report =
      Export(R"({"mode":"UPSERT","updateKey":["uid"],"doc":{"$set":{"a":1},"$inc":{"t":1}}})", {{1, 0}});
  EXPECT_EQ(report.rejected, 1);
  EXPECT_EQ(Documents(), R"({"uid":1,"t":"text"})");
}

}  // namespace
}  // namespace pandora
