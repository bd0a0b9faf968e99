#!/usr/bin/env bash
# Runs each fuzz target for some seconds: tools/fuzz.sh [SECONDS] [NAME...]
#
# tests/fuzz/corpus/NAME holds seed inputs that are kept. What a run finds beyond them stays in build/fuzz/corpus/NAME,
# and an input that breaks something in build/fuzz/crashes: add it to the seeds when it is mended.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

seconds=60
if [[ "${1:-}" =~ ^[0-9]+$ ]]; then
  seconds=$1
  shift
fi
names=("$@")
if [ ${#names[@]} -eq 0 ]; then
  mapfile -t names < <(find tests/fuzz -name '*_fuzz.cc' -printf '%f\n' | sed 's/_fuzz\.cc$//' | sort)
fi
[ ${#names[@]} -gt 0 ] || { echo "fuzz: no target in tests/fuzz" >&2; exit 1; }

tools/build.sh fuzz "${names[@]/%/_fuzz}" > /dev/null || tools/build.sh fuzz "${names[@]/%/_fuzz}"
mkdir -p build/fuzz/crashes build/logs
passed=0 failed=0
for name in "${names[@]}"; do
  found=build/fuzz/corpus/$name seeds=tests/fuzz/corpus/$name log=build/logs/fuzz-$name.log
  mkdir -p "$found"
  corpus=("$found")
  [ -d "$seeds" ] && corpus+=("$seeds")
  # A single input may take 5 s and 2 GB at most: slower or bigger is a finding too.
  if "build/fuzz/tests/fuzz/${name}_fuzz" -max_total_time="$seconds" -timeout=5 -rss_limit_mb=2048 -max_len=65536 \
      -print_final_stats=1 -artifact_prefix="build/fuzz/crashes/$name-" "${corpus[@]}" > "$log" 2>&1; then
    passed=$((passed + 1))
    echo "ok    $name: $(awk '/number_of_executed_units/ { print $2 }' "$log") inputs in $seconds s"
  else
    failed=$((failed + 1))
    echo "FAIL  $name (log: $log)"
    tail -n 30 "$log"
  fi
done
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
