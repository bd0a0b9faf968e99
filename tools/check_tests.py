"""Checks that every test and source file takes part: what exists but does not run is worse than what does not exist."""

import json
import re

from repo import ROOT, files, line_of, read

# Where the rules of the API are kept, beside the repository. Not everybody has it.
RULES = ROOT.parent / "shared" / "spec" / "rules.jsonl"

# Test files that a runner finds by itself: suffix -> the folders where it looks. C++ tests are listed in CMake instead.
GLOBBED_TESTS = {
    ".hurl": (("tests/conformance/", "docs/demos/"),
              "conformance cases lie below tests/conformance, the demos' scenarios in docs/demos"),
    ".test.ts": (("tests/",), "TypeScript tests lie below tests"),
}


def check_sources_listed():
    """Every .cc file is named in the nearest CMakeLists.txt above it."""
    problems = []
    for folder in ("core", "native", "wasm", "tests"):
        for path in files(folder, ".cc"):
            lists = next((parent / "CMakeLists.txt" for parent in (ROOT / path).parents
                          if (parent / "CMakeLists.txt").is_file()), None)
            name = (ROOT / path).relative_to(lists.parent).as_posix()
            listed = re.sub(r"#.*", "", lists.read_text())
            if not re.search(rf"(?<![\w./-]){re.escape(name)}(?![\w./-])", listed):
                problems.append(f"{path}: is not listed in {lists.relative_to(ROOT)}, so nothing compiles or runs it")
    return problems


def check_tests_not_empty():
    problems = []
    for path in files("tests", ".cc"):
        if path.endswith("_test.cc") and not re.search(r"^\s*(TEST|TEST_F|TEST_P|TYPED_TEST)\(", read(path), re.MULTILINE):
            problems.append(f"{path}: holds no test case")
        if path.endswith("_fuzz.cc") and "LLVMFuzzerTestOneInput" not in read(path):
            problems.append(f"{path}: does not define LLVMFuzzerTestOneInput")
        problems += [f"{path}:{line_of(read(path), found.start())}: {found[0]}: a disabled test does not run"
                     for found in re.finditer(r"\bDISABLED_\w+", read(path))]
    for path in files(".", ".hurl", ".ts"):
        for suffix, (folders, message) in GLOBBED_TESTS.items():
            if path.endswith(suffix) and not path.startswith("build/"):
                if not path.startswith(folders):
                    problems.append(f"{path}: no runner finds it: {message}")
                elif not read(path).strip():
                    problems.append(f"{path}: is empty")
    # Tests in TypeScript are run by a run.mjs beside or above them.
    for path in files("tests", ".ts"):
        if path.endswith(".test.ts") and not any((parent / "run.mjs").is_file() for parent in (ROOT / path).parents):
            problems.append(f"{path}: no run.mjs beside or above it runs it")
    return problems


def check_rule_tags():
    """Each "# rule: ID" in a conformance case names a rule of the API. None, with a message, where the rules are absent."""
    if not RULES.is_file():
        return None, "the list of rules is not beside this checkout"
    known = {json.loads(line)["id"] for line in RULES.read_text().splitlines() if line.strip()}
    problems = []
    for path in files("tests/conformance", ".hurl"):
        for found in re.finditer(r"^\s*#\s*rule:\s*(.+)$", read(path), re.MULTILINE):
            problems += [f"{path}:{line_of(read(path), found.start(1))}: there is no rule {name}"
                         for name in re.split(r"[,\s]+", found[1].strip()) if name not in known]
    return problems


def check_unfinished():
    """No TODO or FIXME: what is left to do belongs in the tracker."""
    problems = []
    for path in (files("core", ".h", ".cc") + files("native", ".h", ".cc") + files("wasm", ".h", ".cc", ".js")
                 + files("web/src", ".ts", ".tsx", ".css", ".html") + files("tests", ".h", ".cc", ".mjs", ".ts", ".hurl")):
        problems += [f"{path}:{line_of(read(path), found.start())}: {found[0]}"
                     for found in re.finditer(r"\b(TODO|FIXME|XXX)\b", read(path))]
    return problems


def check_lock_file():
    """The npm lock file names no registry (see web/.npmrc) and a checksum for everything."""
    packages = json.loads(read("web/package-lock.json"))["packages"]
    problems = [f"web/package-lock.json: {name} has a 'resolved' address; run npm install in web/ again, with web/.npmrc"
                for name, package in packages.items() if "resolved" in package]
    problems += [f"web/package-lock.json: {name} has no checksum"
                 for name, package in packages.items() if name and "integrity" not in package]
    return problems
