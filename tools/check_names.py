"""Checks that no two types share a name in one namespace. Two such structs in different files compile and link, and then
each file's code runs on the other's layout: the linker keeps one copy of every inline function of both."""

import re
from collections import defaultdict

from repo import files, read

TYPE = re.compile(r"^(?:struct|class|enum class|enum)\s+(?:\[\[\w+\]\]\s+)?([A-Z]\w*)(?!\w|::)\s*(?:final\s*)?(?::[^;{]*)?\{", re.MULTILINE)
NAMESPACE = re.compile(r"^namespace\s*([\w:]*)\s*\{", re.MULTILINE)


def types_of(text):
    """(namespace, name) of every type at namespace level; those in an unnamed namespace belong to their file alone."""
    marks = [(m.start(), "open", m[1]) for m in NAMESPACE.finditer(text)]
    marks += [(m.start(), "close", "") for m in re.finditer(r"^\}  // namespace", text, re.MULTILINE)]
    marks += [(m.start(), "type", m[1]) for m in TYPE.finditer(text)]
    stack = []
    for _, what, name in sorted(marks):
        if what == "open":
            stack.append(name)
        elif what == "close" and stack:
            stack.pop()
        elif what == "type" and "" not in stack:
            yield "::".join(stack), name


def check_names():
    """Answers a list of problems."""
    places = defaultdict(set)
    for folder in ("core", "native", "wasm"):
        for path in files(folder, ".h", ".cc"):
            for name in types_of(read(path)):
                places[name].add(path)
    return [
        f"{'::'.join(name)} is defined in {' and in '.join(sorted(paths))}: rename one"
        for name, paths in sorted(places.items())
        if len(paths) > 1
    ]
