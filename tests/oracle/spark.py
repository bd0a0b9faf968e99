"""Compares the simulator's answers with those of Spark 2.2.3: see README.md beside this file.

    python3 tests/oracle/spark.py [STATEMENTS.txt | QUERIES.jsonl]...
"""

import collections
import json
import pathlib
import re
import shutil
import subprocess
import sys
import urllib.error
import urllib.request

HERE = pathlib.Path(__file__).parent
ROOT = HERE.parent.parent
FOLDER = ROOT / "build/oracle"
SERVER = ROOT / "build/dev/native/pandora-sim"
SPARK = ("org.apache.spark", "spark-sql_2.11", "2.2.3")
OPENED = ("java.lang java.lang.invoke java.io java.net java.nio java.util java.util.concurrent java.util.concurrent.atomic "
          "java.math java.text sun.nio.ch sun.nio.cs sun.util.calendar").split()
POM = """<project><modelVersion>4.0.0</modelVersion>
<groupId>oracle</groupId><artifactId>oracle</artifactId><version>1</version>
<dependencies><dependency><groupId>{}</groupId><artifactId>{}</artifactId><version>{}</version></dependency></dependencies>
</project>"""


def fetch_spark():
    """Spark and what it needs, in build/oracle/lib, and our two classes beside them. False when that cannot be done."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    if not (FOLDER / "lib").is_dir():
        (FOLDER / "pom.xml").write_text(POM.format(*SPARK))
        copied = subprocess.run(["mvn", "-q", "-B", "dependency:copy-dependencies", "-DoutputDirectory=incoming"], cwd=FOLDER)
        if copied.returncode != 0:
            return False
        (FOLDER / "incoming").rename(FOLDER / "lib")
    shutil.copy(HERE / "ClosureCleaner.java", FOLDER / "ClosureCleaner$.java")
    shutil.copy(HERE / "SparkAnswers.java", FOLDER)
    compiled = subprocess.run(["javac", "-nowarn", "-cp", "lib/*", "-d", "classes", "ClosureCleaner$.java", "SparkAnswers.java"],
                              cwd=FOLDER)
    (FOLDER / "log4j.properties").write_text("log4j.rootLogger=OFF, N\nlog4j.appender.N=org.apache.log4j.varia.NullAppender\n")
    return compiled.returncode == 0


def read_queries(path):
    for line in path.read_text(encoding="utf8").splitlines():
        if path.suffix == ".jsonl":
            yield json.loads(line)
        elif line and not line.startswith("#"):
            yield {"sql": line.rsplit(" =>", 1)[0]}  # what follows is the answer that a test expects


def ask_spark(queries):
    """Answers by the queries' numbers; those behind a crash of the virtual machine lack."""
    with open(FOLDER / "in.jsonl", "w", encoding="utf8") as out:
        for number, query in enumerate(queries):
            out.write(json.dumps({"id": number, "sql": query["sql"], "setup": query.get("setup", [])}) + "\n")
    command = ["java", "-Xmx2g", "-Xss8m", "-Djava.version=1.8.0_292", "-Djava.specification.version=1.8",
               "-Djava.locale.providers=COMPAT", "-Duser.timezone=GMT+08:00", "-Duser.language=en", "-Duser.country=US",
               "-Dfile.encoding=UTF-8", "-Dlog4j.configuration=file:log4j.properties"]
    command += [f"--add-opens=java.base/{package}=ALL-UNNAMED" for package in OPENED]
    subprocess.run([*command, "-cp", "classes:lib/*", "SparkAnswers", "in.jsonl", "out.jsonl"], cwd=FOLDER,
                   stderr=subprocess.DEVNULL)
    with open(FOLDER / "out.jsonl", encoding="utf8") as lines:
        return {answer["id"]: answer for answer in map(json.loads, lines)}


def ask_simulator(url, query, path):
    body = {"code": query["sql"], "setup": query.get("setup", []), "path": path, "limit": 10000}
    request = urllib.request.Request(url + "/_sim/sql/run", json.dumps(body).encode(), {"Content-Type": "application/json"})
    try:
        with urllib.request.urlopen(request) as response:
            return json.load(response)
    except urllib.error.HTTPError as error:
        return json.load(error)


def difference(sql, spark, ours):
    """What differs, in a word, or ""."""
    if "error" in spark or "error" in ours:
        kinds = spark.get("error", {}).get("kind", "accepted"), ours.get("kind", "accepted")
        return "" if kinds[0] == kinds[1] else f"Spark: {kinds[0]}, here: {kinds[1]}"
    if [column[1] for column in spark["columns"]] != [column["type"] for column in ours["schema"]]:
        return "types"
    in_order = re.search(r"\border\s+by\b", sql, re.I)
    theirs, mine = ((rows if in_order else sorted(map(json.dumps, rows))) for rows in (spark["rows"], ours["rows"]))
    if theirs != mine:
        return "rows"
    names = [(column[0], own["name"]) for column, own in zip(spark["columns"], ours["schema"])]
    return "names" if any(name != own and re.fullmatch(r"[A-Za-z_]\w*", name) for name, own in names) else ""


def compare(queries, answers, url):
    counts = collections.Counter()
    for number, query in enumerate(queries):
        spark = answers.get(number)
        if spark is None:
            counts["no answer"] += 1
            continue
        for path in ("auto", "sqlite"):
            ours = ask_simulator(url, query, path)
            what = difference(query["sql"], spark, ours)
            counts[what or "same"] += 1
            if what:
                print(f"{what} ({path}): {query['sql']}")
                print("  Spark:", json.dumps(spark.get("error") or [spark["columns"], spark["rows"]], ensure_ascii=False)[:500])
                print("  here: ", json.dumps(ours.get("error") or [ours["schema"], ours["rows"]], ensure_ascii=False)[:500])
    return counts


def main(names):
    missing = [tool for tool in ("java", "javac", "mvn") if not shutil.which(tool)]
    if missing:
        print("skipped: not installed:", ", ".join(missing))
        return
    if not SERVER.exists():
        print("skipped: not built:", SERVER)
        return
    if not fetch_spark():
        print("skipped: Spark cannot be fetched or compiled against")
        return
    paths = [pathlib.Path(name) for name in names] or [ROOT / "tests/unit/query/statements.txt"]
    queries = [query for path in paths for query in read_queries(path)]
    answers = ask_spark(queries)
    server = subprocess.Popen([SERVER, "serve", "--port", "0", "--data", ":memory:"], stdout=subprocess.PIPE,
                              stderr=subprocess.DEVNULL, text=True)
    try:
        counts = compare(queries, answers, json.loads(server.stdout.readline())["url"])
    finally:
        server.terminate()
    print(f"{len(queries)} statements on two executors:", ", ".join(f"{what} {n}" for what, n in counts.most_common()))


if __name__ == "__main__":
    main(sys.argv[1:])
