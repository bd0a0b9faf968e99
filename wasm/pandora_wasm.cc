// The bindings: nothing but names. See host.h for what each function does, and web/src/engine/worker/module.ts for their types on the
// other side. Bytes of requests and answers never pass through Embind; those of scenarios do, as Uint8Array.
#include <emscripten/bind.h>
#include <emscripten/val.h>

#include "wasm/host.h"

namespace pandora::wasm {
namespace {

using emscripten::val;

val ToJs(std::string_view bytes) {
  return val(emscripten::typed_memory_view(bytes.size(), reinterpret_cast<const uint8_t*>(bytes.data())));
}

std::string ToBytes(const val& array) {
  std::string bytes(array["length"].as<unsigned>(), '\0');
  ToJs(bytes).call<void>("set", array);
  return bytes;
}

// `load(name)` answers a Uint8Array or null.
FileLoader LoadBy(val load) {
  return [load](const std::string& name) -> Result<std::string> {
    const val bytes = load(name);
    if (bytes.isNull()) return Status(ErrorCode::kBadRequest, "there is no file '" + name + "'");
    return ToBytes(bytes);
  };
}

// `send(message)` answers a message, or a text that says why none came.
StepReport StepBy(val send, val load) {
  const Transport transport = [send](const Request& request) -> Result<Response> {
    const val answer = send(ToJs(FormatRequest(request)));
    if (answer.isString()) return Status(ErrorCode::kInternal, answer.as<std::string>());
    return ParseResponse(ToBytes(answer));
  };
  return StepScenario(transport, LoadBy(load));
}

val OutlineToJs(const std::string& name, const std::string& text) {
  const ScenarioOutline outline = OpenScenario(name, text);
  val result = val::object();
  result.set("titles", val::array(outline.titles));
  result.set("error", outline.error);
  return result;
}

std::string RunBy(const std::string& name, const std::string& text, const std::string& variables_json, val load) {
  return RunScenario(name, text, variables_json, LoadBy(load));
}

}  // namespace
}  // namespace pandora::wasm

EMSCRIPTEN_BINDINGS(pandora) {
  using namespace emscripten;
  using namespace pandora::wasm;
  value_object<Reply>("Reply")
      .field("pointer", &Reply::pointer)
      .field("size", &Reply::size)
      .field("deferred", &Reply::deferred);
  value_object<CommitReport>("CommitReport")
      .field("status", &CommitReport::status)
      .field("error", &CommitReport::error);
  value_object<TickSummary>("TickSummary")
      .field("fired", &TickSummary::fired)
      .field("more", &TickSummary::more)
      .field("waitMillis", &TickSummary::wait_millis);
  value_object<StepReport>("StepReport")
      .field("entry", &StepReport::entry)
      .field("done", &StepReport::done)
      .field("failure", &StepReport::failure);
  function("open", &Open);
  function("close", &Close);
  function("inbox", &Inbox);
  function("handle", &Handle);
  function("finishDeferred", &FinishDeferred);
  function("deferredProgress", &DeferredProgress);
  function("commit", &Commit);
  function("tick", &Tick);
  function("nextEffect", &NextEffect);
  function("resolveEffect", &ResolveEffect);
  function("releaseEffects", &ReleaseEffects);
  function("scenarioOpen", &OutlineToJs);
  function("scenarioStep", &StepBy);
  function("runScenario", &RunBy);
}
