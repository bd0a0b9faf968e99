"""What the checks share: the repository's files and their text."""

import functools
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SKIPPED_FOLDERS = {"node_modules", "__pycache__"}


def files(folder, *suffixes):
    """The files below a folder of the repository with one of these suffixes, as paths from the root, sorted."""
    base = ROOT / folder
    found = (path for path in base.rglob("*") if path.suffix in suffixes and path.is_file())
    return sorted(path.relative_to(ROOT).as_posix() for path in found
                  if not SKIPPED_FOLDERS.intersection(path.relative_to(ROOT).parts))


@functools.lru_cache(maxsize=None)
def read(path):
    return (ROOT / path).read_text(encoding="utf-8", errors="replace")


# Comments and literals of C++. A comment or literal is replaced by blanks, newlines kept, so that positions stay right.
_NOT_CODE = re.compile(
    r'//[^\n]*|/\*.*?\*/|R"(?P<delimiter>[^(\s]*)\(.*?\)(?P=delimiter)"|"(?:\\.|[^"\\\n])*"|(?<![0-9a-fA-F])\'(?:\\.|[^\'\\\n])+\'',
    re.DOTALL)


@functools.lru_cache(maxsize=None)
def code(path):
    """The text of a C++ file without its comments and literals, except for #include lines, which stay whole."""

    def blank(match):
        return re.sub(r"[^\n]", " ", match[0])

    def blank_unless_include(match):
        text = read(path)
        line_start = text.rfind("\n", 0, match.start()) + 1
        if text[line_start:match.start()].lstrip().startswith("#include"):
            return match[0]
        return blank(match)

    return _NOT_CODE.sub(blank_unless_include, read(path))


def line_of(text, position):
    return text.count("\n", 0, position) + 1


def matches(path, text, pattern, message):
    """A problem "path:line: message" for each match; %s in the message is the matched text."""
    return [f"{path}:{line_of(text, found.start())}: {message.replace('%s', found[0].strip())}"
            for found in re.finditer(pattern, text, re.MULTILINE)]
