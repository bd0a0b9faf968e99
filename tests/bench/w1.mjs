// W1, natively: a file of point text pushed into a simulator whose state is on disk, against programs that read the same file.
// DuckDB and ours end with a table on disk; their times are in process. The times of the others are of whole processes.
//
//   node w1.mjs [--quick]      prints rows for run.mjs
import { join } from "node:path";
import { dataSet } from "./data.mjs";
import { hasCommand, here, printRows, quote, row, runJson, runShell, skipped, takeTurns } from "./lib.mjs";
import { installPeers, peerVersion } from "./peers.mjs";
import { pushCommand } from "./push.mjs";

const kGoals = {
  flights: { duckdb: 3, mlr: 8, memory: 3 },
  access: { duckdb: 2.5, mlr: 4, memory: 3 },
};

const kPeers = {
  duckdb: "DuckDB, 1 thread",
  mlr: "mlr to JSON lines",
  mlrTsv: "mlr to TSV, untyped",
  sqlite3: "mawk + sqlite3",
};

// As mawk would be used for it: the text before the first `=` of each field is cut off, the rest imported as it is. sqlite3
// gives the columns their types.
function sqliteCommand({ path, schema }) {
  const types = { date: "TEXT", long: "INTEGER", float: "REAL" };
  const columns = schema.map(({ key, valtype }) => `"${key}" ${types[valtype] ?? "TEXT"}`);
  const strip = "{ for (i = 1; i <= NF; ++i) $i = substr($i, index($i, \"=\") + 1); print }";
  // In ascii mode sqlite3 takes quotation marks for what they are.
  const statements = [
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = NORMAL",
    `CREATE TABLE records (${columns.join(", ")})`,
    ".mode ascii",
    '.separator "\\t" "\\n"',
    ".import /dev/stdin records",
  ];
  return (
    `rm -f w1.sqlite*; mawk -F '\\t' -v 'OFS=\\t' ${quote(strip)} ${quote(path)} | ` +
    `sqlite3 w1.sqlite ${statements.map(quote).join(" ")} > w1.sqlite.log`
  );
}

async function contestantsFor(set, peers) {
  const push = pushCommand(set);
  const contestants = { ours: () => checked(runJson(push), set) };
  if (peers) {
    const script = quote(join(here, "duckdb_push.mjs"));
    contestants.duckdb = () => checked(runJson(`node ${script} ${set.name} w1.duckdb`), set);
  }
  if (await hasCommand("mlr")) {
    const mlr = (format) => () => runShell(`mlr --idkvp --ifs tab ${format} cat ${quote(set.path)} > /dev/null`);
    contestants.mlr = mlr("--ojsonl");
    contestants.mlrTsv = mlr("--otsv");
  }
  if ((await hasCommand("sqlite3")) && (await hasCommand("mawk"))) {
    contestants.sqlite3 = () => runShell(sqliteCommand(set));
  }
  return contestants;
}

async function checked(promise, set) {
  const sample = await promise;
  if (sample.rows !== set.rows) throw new Error(`${sample.rows} of ${set.rows} records arrived`);
  return sample;
}

async function measure(name, peers) {
  const set = dataSet(name);
  const goals = kGoals[name];
  const workload = `W1 push, ${name}`;
  const times = await takeTurns(await contestantsFor(set, peers));
  const { ours } = times;
  const rows = Object.entries(kPeers).map(([peer, peerName]) => {
    const inProcess = peer === "duckdb";
    const label = inProcess ? "in process" : "whole process";
    const goal = goals[peer] ?? null;
    if (!times[peer]) return skipped({ workload, name: label, peerName, goal: goal && `≥ ${goal}`, why: "not to be had here" });
    const pick = (sample) => (inProcess ? [sample.ms, sample.cpuMs] : [sample.wholeMs, sample.wholeCpuMs]);
    const [oursMs, oursCpu] = pick(ours);
    const [peerMs, peerCpu] = pick(times[peer]);
    return row({ workload, name: label, ours: oursMs, peer: peerMs, peerName, unit: "ms", better: "faster", goal, cpu: [oursCpu, peerCpu] });
  });
  const megabytes = (bytes) => bytes / 1e6;
  rows.push(
    row({
      workload,
      name: "peak memory",
      ours: megabytes(ours.peakRssKb * 1024),
      peer: megabytes(set.bytes),
      peerName: "the input's size",
      unit: "MB",
      better: "below",
      goal: goals.memory,
    }),
  );
  rows.push(
    row({
      workload,
      name: "state file",
      ours: megabytes(ours.stateBytes),
      peer: megabytes(set.bytes),
      peerName: "the input's size",
      unit: "MB",
      better: "below",
    }),
  );
  return rows;
}

const peers = (await installPeers()) && peerVersion("@duckdb/node-api") !== null;
for (const name of ["flights", "access"]) printRows(await measure(name, peers));
