"""Runs the checks that need no build, and ends with "N passed, N failed": each check counts as one.

Called by `./dev check [CHECK...]`.
"""

import shutil
import subprocess
import sys

import check_docs
import check_layers
import check_names
import check_tests
from repo import ROOT


def check_format():
    if not shutil.which("clang-format"):
        return None, "clang-format is not installed"
    names = subprocess.run(["tools/cxx_files.sh"], cwd=ROOT, check=True, capture_output=True, text=True).stdout.split()
    if not names:
        return []
    result = subprocess.run(["clang-format", "--dry-run", *names], cwd=ROOT, capture_output=True, text=True)
    places = [line.split(":")[0] for line in result.stderr.splitlines() if ": warning: " in line]
    if result.returncode != 0 and not places:
        return [result.stderr.strip()]
    return [f"{path}: {places.count(path)} places are not as clang-format writes them; run ./dev format"
            for path in sorted(set(places))]


def check_web_layers():
    if not (ROOT / "web/check_layers.mjs").is_file():
        return None, "there is no web/check_layers.mjs"
    result = subprocess.run(["node", "web/check_layers.mjs"], cwd=ROOT, capture_output=True, text=True)
    return [] if result.returncode == 0 else (result.stdout + result.stderr).strip().splitlines()


def check_web_types():
    """The console's TypeScript. esbuild only strips the types; this looks at them."""
    compiler = ROOT / "web/node_modules/.bin/tsc"
    if not (ROOT / "web/tsconfig.json").is_file():
        return None, "there is no web/tsconfig.json"
    if not compiler.exists():
        return None, "the npm packages are not installed (./dev setup)"
    result = subprocess.run([compiler, "--noEmit"], cwd=ROOT / "web", capture_output=True, text=True)
    return [] if result.returncode == 0 else (result.stdout + result.stderr).strip().splitlines()


# Each returns a list of problems, or (None, reason) when it cannot be done here.
CHECKS = [
    ("layers", check_layers.check_layers),
    ("headers", check_layers.check_headers),
    ("purity", check_layers.check_purity),
    ("web-layers", check_web_layers),
    ("names", check_names.check_names),
    ("sources", check_tests.check_sources_listed),
    ("tests", check_tests.check_tests_not_empty),
    ("rule-tags", check_tests.check_rule_tags),
    ("unfinished", check_tests.check_unfinished),
    ("lock-file", check_tests.check_lock_file),
    ("docs", check_docs.check_docs),
    ("web-types", check_web_types),
    ("format", check_format),
]


def main(chosen):
    names = [name for name, _ in CHECKS]
    unknown = [name for name in chosen if name not in names]
    if unknown:
        print(f"check: no check is called {', '.join(unknown)}; there are: {', '.join(names)}", file=sys.stderr)
        return 2
    passed = failed = 0
    for name, check in CHECKS:
        if chosen and name not in chosen:
            continue
        problems = check()
        if isinstance(problems, tuple):
            print(f"skip  {name}: {problems[1]}")
            continue
        print(f"{'FAIL' if problems else 'ok  '}  {name}")
        for problem in problems:
            print(f"      {problem}")
        passed += not problems
        failed += bool(problems)
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
