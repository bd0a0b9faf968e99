"""Checks which C++ folder includes which, and that the core stays pure. The edges are in tools/layers.txt.

Alone: python3 tools/check_layers.py [--dot]   (--dot prints the graph of the core's folders for Graphviz)
"""

import re
import sys

from repo import ROOT, code, files, line_of, matches, read

INCLUDE = re.compile(r'^[ \t]*#[ \t]*include[ \t]*(?:"([^"\n]+)"|<([^>\n]+)>)', re.MULTILINE)
CXX = (".h", ".cc")

# Third-party headers, and the only files that may include them. Everybody else uses our wrapper there.
RESTRICTED_HEADERS = [
    (r"sqlite3(ext)?\.h", r"core/(store|query)/.*", "SQLite is used by core/store and core/query only"),
    (r"re2/.*", r"core/function/pattern\.(h|cc)", "RE2 is hidden behind core/function/pattern.h"),
    (r"nlohmann/.*", r"core/format/json\.h|core/(format|api)/.*\.cc",
     "JSON text exists at the edges only: core/format/json.h, and .cc files of core/format and core/api"),
    (r"libdeflate\.h", r"core/format/.*", "compression belongs to core/format"),
    (r"mbedtls/.*|xxhash\.h", r"core/base/.*", "hashes belong to core/base"),
    (r"boost/.*|openssl/.*", r"native/.*", "Boost and OpenSSL exist natively only"),
    (r"emscripten.*", r"wasm/.*", "Emscripten exists in wasm/ only"),
    (r"unistd\.h|fcntl\.h|sys/.*|iostream|fstream|filesystem|thread|mutex|condition_variable|future|atomic",
     r"(native|wasm)/.*", "the core has no thread and no file, stream or system call of its own: use core/ports"),
]

# What the core must not do: everything from outside comes in as an input, so that the same inputs give the same bytes.
IMPURE = [
    (r"^[ \t]*#[ \t]*(if|ifdef|ifndef|elif)\b.*\b(__EMSCRIPTEN__|__linux__|__unix__|__APPLE__|_WIN32|_WIN64|__wasm__)\b",
     "no platform #ifdef in the core: the target is a link-time choice"),
    (r"\b(system_clock|steady_clock|high_resolution_clock)\b", "no clock in the core (%s): time is an input"),
    (r"\bstd::time\s*\(|(?<![\w.:>])time\s*\(\s*(nullptr|NULL|0|&)|\b(gettimeofday|clock_gettime|localtime\w*|mktime)\s*\(",
     "no clock in the core (%s): time is an input"),
    (r"\brandom_device\b|\bstd::s?rand\s*\(|(?<![\w.:>])s?rand\s*\(", "no random source in the core (%s)"),
    (r"\bstd::(cout|cerr|clog|cin)\b|(?<!\w)(std::)?(printf|fprintf|puts|fputs|putchar)\s*\(",
     "the core prints nothing (%s): return it, or use the logger port"),
    (r"(?<![\w.:>])(std::)?(abort|exit|quick_exit|terminate)\s*\(", "the core never ends the process (%s): return a Status"),
    (r"\bstd::(thread|jthread|async)\b|\bgetenv\s*\(", "the core has no thread and no environment (%s)"),
]


def read_layers():
    """(edges, hosts): folder -> folders it may include directly, for "name:" and "name=" lines."""
    edges, hosts = {}, {}
    for line in read("tools/layers.txt").splitlines():
        found = re.match(r"(\w+)([:=])\s*(.*)$", line)
        if found:
            (edges if found[2] == ":" else hosts)[found[1]] = found[3].split()
    return edges, hosts


def reachable(edges):
    """Folder -> every folder it may include. Lines go from low to high, so each name is known before it is used."""
    closed = {}
    for folder, direct in edges.items():
        closed[folder] = {folder}
        for name in direct:
            if name not in closed:
                raise SystemExit(f"tools/layers.txt: {folder} names {name}, which is not defined above it")
            closed[folder] |= closed[name]
    return closed


def check_layers():
    edges, hosts = read_layers()
    allowed = {f"core/{folder}": {f"core/{name}" for name in names}
               for folder, names in reachable(edges).items()}
    allowed |= {host: {host} | {f"core/{name}" for name in names} for host, names in hosts.items()}
    problems = []
    for path in files("core", *CXX) + files("native", *CXX) + files("wasm", *CXX):
        parts = path.split("/")
        folder = "/".join(parts[:2]) if parts[0] == "core" else parts[0]
        if folder not in allowed:
            problems.append(f"{path}: the folder {folder} has no line in tools/layers.txt")
            continue
        for found in INCLUDE.finditer(code(path)):
            target = found[1]
            if target is None:
                continue
            where = f"{path}:{line_of(read(path), found.start())}"
            if not (ROOT / target).is_file():
                problems.append(f'{where}: "{target}" is no file; includes are written from the repository\'s root')
                continue
            parts = target.split("/")
            other = "/".join(parts[:2]) if parts[0] == "core" else parts[0]
            if other not in allowed[folder]:
                names = ", ".join(sorted(allowed[folder] - {folder})) or "nothing of ours"
                problems.append(f"{where}: {folder} must not include {target}; it may include {names}")
    return problems


def check_headers():
    problems = []
    for path in files("core", *CXX) + files("native", *CXX) + files("wasm", *CXX):
        for found in INCLUDE.finditer(code(path)):
            header = found[2] or found[1]
            for pattern, users, why in RESTRICTED_HEADERS:
                if re.fullmatch(pattern, header) and not re.fullmatch(users, path):
                    problems.append(f"{path}:{line_of(read(path), found.start())}: must not include {header}: {why}")
    return problems


def check_purity():
    return [problem for path in files("core", *CXX) for pattern, message in IMPURE
            for problem in matches(path, code(path), pattern, message)]


def print_dot():
    edges, hosts = read_layers()
    print("digraph layers {")
    for folder, names in (edges | hosts).items():
        for name in names:
            print(f'  "{folder}" -> "{name}";')
    print("}")


if __name__ == "__main__":
    if "--dot" in sys.argv:
        print_dot()
    else:
        found = check_layers() + check_headers() + check_purity()
        print("\n".join(found))
        sys.exit(1 if found else 0)
