"""Runs every kind of test and ends with one line, "N passed, N failed", over all of them.

Called by `./dev test [--list] [--record-floor] [STEP...]`. Each step writes to build/logs/STEP.log; the tail of a failing
one is shown. The number of passed cases must not fall below tests/floor.txt: tests that silently stop running are how
a suite rots.
"""

import json
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LOGS = ROOT / "build" / "logs"
FLOOR = ROOT / "tests" / "floor.txt"
SIM = "build/dev/native/pandora-sim"


def conformance_cases():
    return sorted(str(path.relative_to(ROOT)) for path in (ROOT / "tests/conformance").rglob("*.hurl"))


# --- how the counts are read out of a step's output. Each returns (passed, failed). ---


def closing_line(output):
    """The last line "N passed, N failed"."""
    found = re.findall(r"^(?:\w+: )?(\d+) passed, (\d+) failed", output, re.MULTILINE)
    return (int(found[-1][0]), int(found[-1][1])) if found else (0, 0)


def ctest_cases(output):
    """CTest runs each GoogleTest case as a test of its own."""
    found = re.search(r"(\d+) tests? failed out of (\d+)", output)
    if not found:
        return 0, 0
    failed, total = int(found[1]), int(found[2])
    return total - failed, failed


def gtest_programs(output):
    """In wasm CTest runs whole programs; GoogleTest's own summaries hold the cases."""
    passed = sum(int(n) for n in re.findall(r"\[  PASSED  \] (\d+) tests?\.", output))
    failed = sum(int(n) for n in re.findall(r"\[  FAILED  \] (\d+) tests?, listed below", output))
    # A program that crashed has no summary; CTest counts it.
    return passed, max(failed, ctest_cases(output)[1])


def nothing(_output):
    """A build: it counts only when it fails."""
    return 0, 0


# --- the steps ---


def run(command, log):
    return subprocess.run(command, cwd=ROOT, stdin=subprocess.DEVNULL, stdout=log, stderr=log).returncode


def conformance_in_process(log):
    return run([SIM, "test", *conformance_cases()], log)


def conformance_over_http(log):
    server = subprocess.Popen(
        [SIM, "serve", "--port", "0", "--data", ":memory:", "--clock", "virtual"],
        cwd=ROOT, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=log, text=True)
    try:
        # Its first line, {"url": ..., "port": ...}, comes once it answers.
        first = server.stdout.readline()
        try:
            url = json.loads(first)["url"]
        except (ValueError, KeyError):
            log.write(f"pandora-sim serve did not print its address first, but: {first!r}\n")
            return 1
        code = run([SIM, "test", "--target", url, *conformance_cases()], log)
    finally:
        server.send_signal(signal.SIGTERM)
        try:
            ended = server.wait(timeout=20)
        except subprocess.TimeoutExpired:
            server.kill()
            log.write("pandora-sim serve did not end within 20 s of SIGTERM\n")
            return 1
    if ended != 0:
        log.write(f"pandora-sim serve ended with {ended} after SIGTERM, not with 0\n")
        return 1
    return code


def conformance_in_wasm(log):
    return run(["node", "tests/conformance/run_wasm.mjs", *conformance_cases()], log)


# Name, command (arguments, or a function of the log), how to count, and the paths without which the step cannot run;
# they are looked for when its turn comes, because a step before it may build them.
# The builds go on after an error (-k 0), so that what does build is tested.
STEPS = [
    ("build-native", ["tools/build.sh", "dev", "-k", "0"], nothing, []),
    ("build-wasm", ["tools/build.sh", "wasm", "-k", "0"], nothing, []),
    ("build-web", ["tools/build.sh", "web"], nothing, ["web/build.mjs", "build/wasm/pandora.mjs"]),
    ("check", ["python3", "tools/check.py"], closing_line, []),
    ("unit", ["ctest", "--preset", "dev", "-j2"], ctest_cases, ["build/dev/build.ninja"]),
    ("unit-wasm", ["ctest", "--preset", "wasm", "-V"], gtest_programs, ["build/wasm-build/build.ninja"]),
    ("conformance", conformance_in_process, closing_line, [SIM, "tests/conformance"]),
    ("conformance-http", conformance_over_http, closing_line, [SIM, "tests/conformance"]),
    ("conformance-wasm", conformance_in_wasm, closing_line, ["tests/conformance/run_wasm.mjs", "build/wasm/pandora.mjs"]),
    ("wasm-host", ["node", "tests/wasm/run.mjs"], closing_line, ["tests/wasm/run.mjs", "build/wasm/pandora.mjs", "build/web/demos"]),
    ("interop", ["node", "tests/interop/raw_http.mjs"], closing_line, ["tests/interop/raw_http.mjs", SIM]),
    ("interop-parquet", ["node", "tests/interop/parquet.mjs"], closing_line, ["tests/interop/parquet.mjs", SIM]),
    ("interop-deliveries", ["node", "tests/interop/deliveries.mjs"], closing_line, ["tests/interop/deliveries.mjs", SIM]),
    ("interop-kill", ["node", "tests/interop/kill_pipeline.mjs"], closing_line, ["tests/interop/kill_pipeline.mjs", SIM]),
    ("browser", ["node", "tests/browser/run.mjs"], closing_line, ["tests/browser/run.mjs", "build/web/index.html"]),
]


def telling_part(output):
    """What to print of a failing step: its end and, when a build went on after an error, the first errors before that."""
    lines = output.splitlines()
    end = lines[-40:]
    first = next((i for i, line in enumerate(lines[:-40]) if re.match(r"FAILED: |.*\b(fatal )?error: |not ok ", line)), None)
    return end if first is None else lines[first:first + 30] + ["..."] + end[-15:]


def run_step(name, command, count, needs):
    """Returns (passed, failed) and prints one line."""
    absent = [path for path in needs if not (ROOT / path).exists()]
    if absent:
        print(f"absent: {name} (no {', '.join(absent)})", flush=True)
        return 0, 1
    path = LOGS / f"{name}.log"
    started = time.monotonic()
    with open(path, "w", buffering=1) as log:
        code = command(log) if callable(command) else run(command, log)
    output = path.read_text(errors="replace")
    passed, failed = count(output)
    if count is not nothing and code == 0 and passed + failed == 0:
        failed = 1
        output += f"\n{name}: ended well, but ran no case\n"
    if code != 0 and failed == 0:
        failed = 1
    word = "ok  " if failed == 0 else "FAIL"
    took = f"{time.monotonic() - started:.1f} s"
    counts = f"{passed} passed, {failed} failed" if count is not nothing or failed else ""
    print(f"{word}  {name:18} {took:>8}  {counts:24}  {path.relative_to(ROOT)}".rstrip(), flush=True)
    if failed:
        # Indented, so that no line of it can be taken for a closing line of ours.
        print("\n".join("    | " + line for line in telling_part(output)), flush=True)
    return passed, failed


def main(arguments):
    names = [step[0] for step in STEPS]
    if "--list" in arguments:
        print("\n".join(names))
        return 0
    record = "--record-floor" in arguments
    chosen = [a for a in arguments if a != "--record-floor"]
    unknown = [name for name in chosen if name not in names]
    if unknown:
        print(f"test: no step is called {', '.join(unknown)}; there are: {', '.join(names)}", file=sys.stderr)
        return 2
    LOGS.mkdir(parents=True, exist_ok=True)
    passed = failed = 0
    for step in STEPS:
        if not chosen or step[0] in chosen:
            step_passed, step_failed = run_step(*step)
            passed += step_passed
            failed += step_failed
    # Part of the steps says nothing about the whole.
    if not chosen:
        if record and failed == 0:
            FLOOR.write_text(f"{passed}\n")
        floor = int(FLOOR.read_text())
        if passed < floor:
            print(f"FAIL  only {passed} cases passed: tests/floor.txt asks for {floor}. If cases were removed on purpose, "
                  "run ./dev test --record-floor", flush=True)
            failed += 1
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
