// W1 in Chromium: the flights pushed into the wasm module, its state in the origin private file system, against DuckDB-wasm;
// and against our own native program, in the same turns.
//
//   node w1_browser.mjs [--quick]      prints rows for run.mjs
import { withBenchPage } from "./browser_bench.mjs";
import { dataSet } from "./data.mjs";
import { createTableSql } from "./duckdb_sql.mjs";
import { printRows, row, runJson, skipped, takeTurns } from "./lib.mjs";
import { installPeers, peerVersion } from "./peers.mjs";
import { pushCommand } from "./push.mjs";

const kWorkload = "W1 in Chromium, flights";
const kPeerName = "DuckDB-wasm, in memory";

async function measure(page, set) {
  const dataUrl = "/data.txt";
  const ours = { glueUrl: "/pandora.mjs", dataUrl, schema: set.schema };
  const sql = createTableSql(set.schema, "data.txt");
  const push = pushCommand(set);
  const checked = async (sample) => {
    if (sample.rows !== set.rows) throw new Error(`${sample.rows} of ${set.rows} records arrived`);
    return sample;
  };
  const call = (name, options) => page.evaluate(([method, argument]) => window[method](argument), [name, options]).then(checked);
  return takeTurns({
    ours: () => call("pushOurs", { ...ours, onFiles: true }),
    memory: () => call("pushOurs", { ...ours, onFiles: false }),
    duckdb: () => call("pushDuckdb", { dataUrl, sql, path: ":memory:" }),
    duckdbOpfs: () => call("pushDuckdb", { dataUrl, sql, path: "opfs://w1.duckdb" }),
    native: () => runJson(push).then(checked),
  });
}

// The first push of a worker runs while the browser still compiles; the goals hold for it and for the second.
function rowsOf({ ours, memory, duckdb, duckdbOpfs, native }) {
  const common = { workload: kWorkload, unit: "ms" };
  const rows = [];
  const compare = (name, own, peer, peerName, goal) => {
    if (peer) rows.push(row({ ...common, name, ours: own[0], peer: peer[0], peerName, better: "faster", goal, cpu: [own[1], peer[1]] }));
    else rows.push(skipped({ ...common, name, peerName, goal: goal && `≥ ${goal}`, why: "not to be had here" }));
  };
  const first = (times) => times && [times.ms, times.cpuMs];
  const second = (times) => times && [times.warmMs, times.warmCpuMs];
  compare("state in OPFS, durable", first(ours), first(duckdb), kPeerName, 4);
  compare("the same, second time", second(ours), second(duckdb), kPeerName, 4);
  compare("both in OPFS, durable", first(ours), first(duckdbOpfs), "DuckDB-wasm, in OPFS", null);
  compare("both in memory", first(memory), first(duckdb), kPeerName, null);
  const times = { ...common, better: "below", peer: native.ms, peerName: "our native program", goal: 2.5 };
  rows.push(row({ ...times, name: "wasm by native", ours: ours.ms, cpu: [ours.cpuMs, native.cpuMs] }));
  rows.push(row({ ...times, name: "wasm by native, second time", ours: ours.warmMs, cpu: [ours.warmCpuMs, native.cpuMs] }));
  return rows;
}

async function main() {
  const set = dataSet("flights");
  const peers = (await installPeers()) && peerVersion("@duckdb/duckdb-wasm") !== null;
  if (!peers) return [skipped({ workload: kWorkload, name: "", peerName: kPeerName, goal: "≥ 4", why: "npm packages not to be had here" })];
  const page = { name: "w1", scripts: ["w1_page.js", "w1_worker.js"], dataPath: set.path, ready: "pushDuckdb" };
  return withBenchPage(page, async (opened) => rowsOf(await measure(opened, set)));
}

printRows(await main());
