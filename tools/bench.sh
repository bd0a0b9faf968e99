#!/usr/bin/env bash
# Builds the optimised programs and hands over to the bench itself, with the flags it was given.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
if [ ! -f tests/bench/run.mjs ]; then
  echo "bench: tests/bench/run.mjs is missing: there is nothing to measure" >&2
  exit 1
fi
tools/build.sh release
tools/build.sh wasm pandora sql_bench
[ ! -f web/build.mjs ] || tools/build.sh web
# nginx is a peer; tools/setup.sh has unpacked it.
export PATH=$PATH:$PWD/build/tools/nginx/usr/sbin
exec node tests/bench/run.mjs "$@"
