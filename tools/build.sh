#!/usr/bin/env bash
# Builds what is stale:
#
#   tools/build.sh PRESET [TARGET...]   a CMake preset (dev, asan, release, wasm, fuzz); without targets: all of it.
#                                       Flags among the targets go to ninja.
#   tools/build.sh web                  the console, into build/web
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
root=$PWD

# Two commands that build the same tree take turns: ninja must not run twice in one folder.
take_turn() {
  mkdir -p build
  exec 9> "build/.lock-$1"
  flock -n 9 || { printf '%s\n' "build: waiting for another build of $1" >&2; flock 9; }
}

build_preset() {
  local preset=$1 dir=build/$1 key
  shift
  [ "$preset" = wasm ] && dir=build/wasm-build
  take_turn "$preset"
  # ninja runs cmake again by itself when a CMakeLists.txt has changed, but it does not know the presets.
  key=$(sha256sum < CMakePresets.json)${CI:+ CI=$CI}
  if [ ! -f "$dir/build.ninja" ] || [ "$(cat "$dir/.preset" 2> /dev/null)" != "$key" ]; then
    cmake --preset "$preset" > "build/configure-$preset.log" 2>&1 \
      || { cat "build/configure-$preset.log" >&2; return 1; }
    printf '%s\n' "$key" > "$dir/.preset"
  fi
  ninja -C "$dir" -j "${PANDORA_JOBS:-$(nproc)}" "$@"
}

build_web() {
  if [ ! -f web/build.mjs ]; then
    printf '%s\n' "build: web/build.mjs is missing: there is no console to build" >&2
    return 1
  fi
  take_turn web
  (cd "$root" && node web/build.mjs)
}

case "${1:?usage: tools/build.sh PRESET [TARGET...] | web}" in
  web) build_web ;;
  dev | asan | release | wasm | fuzz) build_preset "$@" ;;
  *) printf '%s\n' "build: unknown preset '$1' (dev, asan, release, wasm, fuzz, web)" >&2; exit 2 ;;
esac
