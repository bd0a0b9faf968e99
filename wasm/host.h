// The one simulator of a wasm module, and the one scenario that may run against it. pandora_wasm.cc binds these functions to
// JavaScript; the worker (web/src/engine/worker/) and node tests call them.
//
// Nothing is owned across the border: a message is put into the inbox, whose memory is ours, and a Reply points into ours, valid
// until the next call. No exception leaves.
#ifndef PANDORA_WASM_HOST_H_
#define PANDORA_WASM_HOST_H_

#include <cstdint>
#include <string>
#include <vector>

#include "core/scenario/scenario.h"

namespace pandora::wasm {

struct Reply {
  uint32_t pointer = 0;  // an HTTP/1.1 message
  uint32_t size = 0;     // 0 from FinishDeferred: not yet; from NextEffect: none
  double deferred = 0;   // a ticket, 0 when the response is final; from NextEffect its id
};

struct CommitReport {
  int status = 0;  // 0: durable; else the HTTP status that every request of the group is answered with
  std::string error;
};

struct TickSummary {
  double fired = 0;
  bool more = false;
  double wait_millis = -1;  // negative: until an input comes
};

struct ScenarioOutline {
  std::vector<std::string> titles;
  std::string error;
};

struct StepReport {
  int entry = 0;        // the 0-based index of the entry that ran
  bool done = true;     // none is left to run
  std::string failure;  // "" when all asserts held
};

// Opens the state in the module's `files`, or in memory. "" or why it cannot be opened.
std::string Open(bool on_files, const std::string& host_name, double now_millis);
void Close();

// Where to put the `size` bytes of the next request message.
uint32_t Inbox(uint32_t size);
Reply Handle();
Reply FinishDeferred(double ticket);
double DeferredProgress(double ticket);
CommitReport Commit();
TickSummary Tick(double now_millis, int budget);

// The next delivery to make, after a Commit: an HTTP/1.1 request message with an absolute target; `deferred` is its id, size 0 says
// that there is none. Its Authorization is for this simulator itself: it must go to nobody else.
Reply NextEffect();
// `held`: no attempt was made, for the reason in `error`; ReleaseEffects has what was held tried again.
void ResolveEffect(double id, int status, const std::string& error, const std::string& body, bool held);
void ReleaseEffects();

ScenarioOutline OpenScenario(const std::string& name, const std::string& text);
StepReport StepScenario(const Transport& transport, const FileLoader& files);

// Runs a whole scenario against a fresh simulator in memory with a virtual clock; core/scenario/report_json.h tells the answer.
std::string RunScenario(const std::string& name, const std::string& text, const std::string& variables_json,
                        const FileLoader& files);

}  // namespace pandora::wasm

#endif  // PANDORA_WASM_HOST_H_
