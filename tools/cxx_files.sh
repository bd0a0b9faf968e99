#!/usr/bin/env bash
# Lists our C++ files, for the formatter and the checks.
cd "$(dirname "${BASH_SOURCE[0]}")/.." || exit 1
find core native wasm tests -type f \( -name '*.cc' -o -name '*.h' \) 2> /dev/null | sort
