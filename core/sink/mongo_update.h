// Documents of the mongo sink as values: dotted paths, update operators, keys, and finding by example. Pure; knows no storage.
#ifndef PANDORA_CORE_SINK_MONGO_UPDATE_H_
#define PANDORA_CORE_SINK_MONGO_UPDATE_H_

#include <string>
#include <string_view>
#include <vector>

#include "core/base/status.h"
#include "core/format/json.h"

namespace pandora {

inline constexpr std::string_view kMongoOperators = "$set, $setOnInsert, $unset, $inc, $mul, $min and $max";
bool IsMongoOperator(std::string_view name);

// Applies {"$set": {"a.b": 1}, "$inc": {"n": 2}} to `doc`, an object. `inserting`: $setOnInsert counts. "" when done; else why it
// cannot be done, and `doc` is half changed: give a copy.
std::string ApplyMongoUpdate(const Json& update, bool inserting, Json* doc);

// The value at the dotted path, or nullptr.
const Json* FindMongoPath(const Json& doc, std::string_view path);
// Sets it, making objects on the way; false when a value on the way is no object.
bool SetMongoPath(std::string_view path, Json value, Json* doc);

// The values at `paths` as bytes that are equal when Mongo takes them for equal: 1 is 1.0, missing is null.
std::string MongoKey(const std::vector<Json>& values);
std::string MongoKeyOf(const Json& doc, const std::vector<std::string>& paths);

// Whether `doc` is like `example`: {"a.b": 1, "n": {"$gt": 2, "$in": [3, 4]}}. An array is like what one of its elements is like.
bool MatchesMongo(const Json& doc, const Json& example);
// kBadRequest for an example with operators other than $eq, $ne, $gt, $gte, $lt, $lte and $in, or nested too deep.
Status CheckMongoExample(const Json& example);

// Negative, 0 or positive, in Mongo's order: null, numbers, texts, objects, arrays, booleans.
int CompareMongo(const Json& a, const Json& b);

}  // namespace pandora

#endif  // PANDORA_CORE_SINK_MONGO_UPDATE_H_
