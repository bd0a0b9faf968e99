// What W2 and W3 share: statements over a stored table, ours natively and in wasm under node, DuckDB and sqlite3 in turns.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { root } from "./data.mjs";
import { builtProgram, hasCommand, here, quote, releaseDir, row, runShell, skipped, takeTurns } from "./lib.mjs";
import { installPeers, peerVersion } from "./peers.mjs";
import { sqliteFile, stateFile, timeSqlite } from "./query_data.mjs";

const wasmProgram = join(root, "build/wasm-build/tests/bench/sql_bench.js");

// Runs a program that prints an array of samples: an object {0: sample, 1: sample ...} made flat for the medians.
async function runAll(command, queries) {
  const samples = JSON.parse((await runShell(command)).stdout);
  const flat = {};
  for (const [index, { ms, cpuMs, rows }] of samples.entries()) {
    if (queries[index].rows !== undefined && rows !== queries[index].rows) throw new Error(`${queries[index].name}: ${rows} rows`);
    Object.assign(flat, { [`${index}.ms`]: ms, [`${index}.cpuMs`]: cpuMs });
  }
  return flat;
}

async function contestants(set, queries, repeats) {
  const state = await stateFile(set);
  const ours = (program) => `${program} ${quote(state)} ${repeats} ${queries.map(({ ours: sql }) => quote(sql)).join(" ")}`;
  const native = quote(builtProgram(join(releaseDir, "sql_bench"), "./dev bench, or tools/build.sh release sql_bench"));
  const list = { ours: () => runAll(ours(native), queries) };
  if (existsSync(wasmProgram)) list.wasm = () => runAll(ours(`node ${quote(wasmProgram)}`), queries);
  if ((await installPeers()) && peerVersion("@duckdb/node-api") !== null) {
    const statements = queries.map(({ duckdb }) => quote(duckdb)).join(" ");
    list.duckdb = () => runAll(`node ${quote(join(here, "duckdb_query.mjs"))} ${set} ${repeats} ${statements}`, queries);
  }
  if ((await hasCommand("sqlite3")) && (await hasCommand("mawk"))) {
    const file = await sqliteFile(set);
    list.sqlite = async () => {
      const flat = {};
      for (const [index, { sqlite }] of queries.entries()) {
        if (sqlite === undefined) continue;
        const { ms, cpuMs } = await timeSqlite(file, sqlite);
        Object.assign(flat, { [`${index}.ms`]: ms, [`${index}.cpuMs`]: cpuMs });
      }
      return flat;
    };
  }
  return list;
}

// Rows for `queries` ({name, rows, ours, duckdb, sqlite, sqliteGoal}) over the data set `set`. A sample is the median of `repeats`
// runs in one process: short statements need many, until node has optimised the code.
export async function measureQueries(workload, set, queries, repeats) {
  const times = await takeTurns(await contestants(set, queries, repeats));
  const rows = [];
  for (const [index, query] of queries.entries()) {
    const pick = (name) => times[name]?.[`${index}.ms`] !== undefined && [times[name][`${index}.ms`], times[name][`${index}.cpuMs`]];
    const compare = (ours, peer, peerName, better, goal) => {
      const common = { workload, name: query.name, peerName };
      const sign = better === "below" ? "≤" : "≥";
      if (!ours || !peer) return skipped({ ...common, goal: goal === null ? "" : `${sign} ${goal}`, why: "not to be had here" });
      return row({ ...common, ours: ours[0], peer: peer[0], unit: "ms", better, goal, cpu: [ours[1], peer[1]] });
    };
    const ours = pick("ours");
    rows.push(compare(ours, pick("duckdb"), "DuckDB, 1 thread, in process", "faster", 1));
    if (query.sqlite !== undefined) rows.push(compare(ours, pick("sqlite"), "sqlite3", "faster", query.sqliteGoal ?? null));
    rows.push({ ...compare(pick("wasm"), ours, "our native program", "below", 2.5), name: `${query.name}, wasm by native` });
  }
  return rows;
}
