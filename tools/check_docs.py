"""Checks what the documentation says about files: paths in `backticks` and relative links exist."""

import itertools
import re

from repo import ROOT, files, line_of, read

# A backticked text is taken for a path of the repository when it starts with one of these. build/ holds outputs.
PATH_START = re.compile(r"(\./dev\b|\.ci/|(core|native|wasm|web|tests|tools|docs)(/|$))")


def expand(path):
    """`a/{b,c}.h` -> a/b.h, a/c.h"""
    parts = re.split(r"\{([^{}]*)\}", path)
    choices = [part.split(",") if index % 2 else [part] for index, part in enumerate(parts)]
    return ["".join(choice) for choice in itertools.product(*choices)]


def exists(path):
    if "*" in path:
        return any(True for _ in ROOT.glob(path))
    return (ROOT / path).exists()


def check_docs():
    problems = []
    pages = [page for page in files(".", ".md") if not page.startswith("build/")]
    for page in pages:
        text = read(page)
        # Blocks of code hold commands and output, not references.
        prose = re.sub(r"^```.*?^```", lambda block: re.sub(r"[^\n]", " ", block[0]), text, flags=re.MULTILINE | re.DOTALL)
        for found in re.finditer(r"`([^`\n]+)`", prose):
            quoted = found[1].split()[0] if found[1].strip() else ""
            where = f"{page}:{line_of(text, found.start())}"
            if re.search(r"\.(cc|h|ts|tsx|py|mjs|sh):\d+$", quoted):
                problems.append(f"{where}: `{quoted}` names a line, which will move: name the function instead")
                continue
            if not PATH_START.match(quoted) or not re.fullmatch(r"[\w./*{},@-]+", quoted):
                continue
            problems += [f"{where}: `{path}` does not exist" for path in expand(quoted.rstrip("/"))
                         if not exists(path) and not exists(f"{(ROOT / page).parent.relative_to(ROOT)}/{path}")]
        for found in re.finditer(r"\]\(([^)#\s]+)[^)]*\)", prose):
            link = found[1]
            if re.match(r"[a-z]+:", link) or link.startswith("/"):
                continue
            if not ((ROOT / page).parent / link).exists():
                problems.append(f"{page}:{line_of(text, found.start())}: the link {link} leads nowhere")
    return problems
