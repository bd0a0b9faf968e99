// The commands of the program, one file each. They get their parsed flags, write results to stdout and everything else to
// stderr, and answer the program's exit code: 0 for success, 1 for failure.
#ifndef PANDORA_NATIVE_COMMANDS_H_
#define PANDORA_NATIVE_COMMANDS_H_

#include "native/flags.h"

namespace pandora {

int RunServe(const ParsedFlags& flags);
int RunTest(const ParsedFlags& flags);
int RunDemo(const ParsedFlags& flags);
int RunReference(const ParsedFlags& flags);

}  // namespace pandora

#endif  // PANDORA_NATIVE_COMMANDS_H_
