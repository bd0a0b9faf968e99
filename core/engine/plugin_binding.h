// What a plugin computes, told by a user: the code in a jar needs a JVM and is not run here, so a binding stands for it. It is a SQL
// SELECT over the incoming records (table `stream`), or one of a few well-known parsers, which is turned into such a SELECT.
// Who calls it: engine/plugins (reading), engine/transform_program (the statement).
#ifndef PANDORA_CORE_ENGINE_PLUGIN_BINDING_H_
#define PANDORA_CORE_ENGINE_PLUGIN_BINDING_H_

#include <string>
#include <string_view>
#include <vector>

#include "core/base/status.h"
#include "core/format/json.h"
#include "core/value/type.h"

namespace pandora {

struct PluginBinding {
  Json echo;                         // as given, without unknown members
  std::string code;                  // the SELECT, or "" for a builtin:
  std::string builtin;               // nginx-access, apache-common, apache-combined, key-value, json, csv
  std::string field;                 // the source field with the text; "" for the first string field
  std::string delimiter = ",";       // csv
  std::vector<std::string> columns;  // csv: names of the columns in order; empty for the output fields as declared
  std::string pair_separator = " ";  // key-value: between pairs
  std::string key_separator = "=";   // key-value: between key and value
};

// kBadRequest for the shape, E18209 for a `code` that is no SELECT. Whether its fields exist shows with a transform.
Result<PluginBinding> ReadPluginBinding(const Json& body);

// The SELECT over `source` that yields `output` (string, long and float fields). E18111 when a builtin has no such field, or the
// source no text to read.
Result<std::string> BindingStatement(const PluginBinding& binding, const Schema& source, const Schema& output);

}  // namespace pandora

#endif  // PANDORA_CORE_ENGINE_PLUGIN_BINDING_H_
