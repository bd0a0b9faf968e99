// docs/benchmarks.md, written by `./dev bench --write`. No date, path or host name: two runs on one machine differ by what was measured only.
import { availableParallelism, release, totalmem } from "node:os";
import { runShell } from "./lib.mjs";
import { peerVersion } from "./peers.mjs";
import { renderTable } from "./table.mjs";

const kPrograms = [
  ["g++", "g++ -dumpfullversion"],
  ["Emscripten", "emcc --version | grep -m1 -oE '[0-9]+\\.[0-9]+\\.[0-9]+'"],
  ["node", "node --version"],
  ["Chromium", "chromium --version | grep -oE '[0-9.]+' | sed -n 1p"],
  ["mlr", "mlr --version | grep -m1 -oE '[0-9.]+'"],
  ["mawk", "mawk -W version 2>&1 | head -n 1 | cut -d' ' -f2"],
  ["sqlite3", "sqlite3 --version | cut -d' ' -f1"],
  ["nginx", "nginx -v 2>&1 | grep -oE '[0-9.]+'"],
  ["wrk", "(wrk -v 2>&1 || true) | grep -m1 -oE '[0-9]+\\.[0-9]+\\.[0-9]+'"],
];

async function versions() {
  const found = [];
  for (const [name, command] of kPrograms) {
    const version = await runShell(command).then(({ stdout }) => stdout.trim().replace(/^v/, ""), () => "");
    found.push(`${name} ${version || "(absent)"}`);
  }
  for (const name of ["@duckdb/node-api", "@duckdb/duckdb-wasm"]) found.push(`${name} ${peerVersion(name) ?? "(absent)"}`);
  return found.join(", ");
}

function machine() {
  const kernel = release().match(/^\d+\.\d+/)?.[0] ?? "";
  return `${availableParallelism()} cores, ${Math.round(totalmem() / 2 ** 30)} GB of memory, Linux ${kernel}`;
}

const kMethod = `
Ours and the peers take turns in one run; the table shows medians of five turns. Times differ from machine to machine and with what else
runs there; the ratios should not. "ratio" says how many times faster ours is where the goal is a least value (≥), and ours divided by the
other where it is a greatest one (≤). "of CPU time" is the same ratio of the processor time used.

- **W1 push.** \`tests/bench/push_bench.cc\` opens a simulator on a new state file and sends the data set as bodies of up to 2 MiB to
  \`POST /v2/repos/bench/data\`, through the same call as the server, each committed before the next; it ends when the state is closed and its
  write-ahead log is folded in. Every record is parsed, checked against the schema, and stored in columnar segments. DuckDB reads the same
  file with its CSV reader on one thread into a typed table of a database file, and closes it (\`tests/bench/duckdb_sql.mjs\`; arrays and
  maps as JSON, which it checks). mlr reads the fields and writes them as JSON lines to nowhere. mawk cuts the keys off and sqlite3
  imports the rest into a table on disk. DuckDB is compared in process, the others as whole processes.
- **The data.** flights: 1,000,000 records, 75 MB, five fields (the flights of vega-datasets again and again, the dates moved on).
  access: 1,000,000 invented records of a web server, 365 MB, twelve fields of every type. \`tests/bench/data.mjs\` makes them.
- **W1 in Chromium.** The flights, pushed into the wasm module in a fresh worker, its state in the origin private file system; each body
  is committed before the next. DuckDB-wasm gets the same bytes in a buffer and puts them into a table in memory, also in a fresh worker.
  "second time" is the same again in the same worker, when the browser has optimised the code.
- **W2 and W3.** \`tests/bench/sql_bench.cc\` runs each statement as a transform would: planned from its text, over the stored segments of
  the data set, to a batch of records. DuckDB has a table in a database file, sqlite3 one in its own, with columns of the same types. All are
  timed in process, over statements that have run before (\`tests/bench/w2_queries.mjs\`, \`w3.mjs\`). "wasm by native" is the same program
  under node. The micro-batch is 2000 records in a simulator whose state is on disk (\`tests/bench/micro_bench.cc\`).
- **W2 in Chromium.** The same statements in the wasm module, through the request of the SQL page, and in DuckDB-wasm; both in memory,
  each in a fresh worker, each statement around them counting the groups.
- **Sinks.** Records a second of processor time, from batches in memory through the sink's writer to segments in a state in memory, flushed
  and committed (\`tests/bench/logdb_bench.cc\`, \`sink_bench.cc\`); searching goes over a million records.
- **Explain.** One request: natively the least processor time of some rounds, in wasm the median (\`tests/bench/explain.mjs\`).
- **W6** and **W7** are described at the top of \`tests/bench/w6.mjs\` and \`tests/bench/w7.mjs\`.
`;

export async function renderDocument(rows, problems) {
  const missed = rows.filter(({ met }) => met === false).length;
  const summary = missed === 0 ? "Every goal that was measured is reached." : `Goals not reached: ${missed}.`;
  const broken = problems.map((problem) => `\nNot measured: ${problem}.\n`).join("");
  return `# Benchmarks

Written by \`./dev bench --write\`; do not edit. The workloads and goals are explained below the table. ${summary}
${broken}
${renderTable(rows)}

Machine: ${machine()}. Programs: ${await versions()}.

## How it was measured
${kMethod}`;
}
