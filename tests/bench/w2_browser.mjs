// W2 in Chromium: GROUP BY over the flights in the wasm module, through the scratch pad's request, against DuckDB-wasm; both in
// memory. Each statement is wrapped in another that counts the groups, so that neither sends thousands of rows to the page.
//
//   node w2_browser.mjs [--quick]      prints rows for run.mjs
import { withBenchPage } from "./browser_bench.mjs";
import { dataSet } from "./data.mjs";
import { createTableSql } from "./duckdb_sql.mjs";
import { printRows, row, skipped, takeTurns } from "./lib.mjs";
import { installPeers, peerVersion } from "./peers.mjs";
import { kQueries } from "./w2_queries.mjs";

const kWorkload = "W2 in Chromium, flights";
const kPeerName = "DuckDB-wasm";

const countGroups = (sql) => `select count(*), sum(n), sum(d) from (${sql}) groups`;

async function measure(page, set) {
  const common = { dataUrl: "/data.txt", repeats: 7 };
  const ours = { ...common, glueUrl: "/pandora.mjs", schema: set.schema, statements: kQueries.map(({ ours }) => countGroups(ours.replaceAll("from stream", "from records"))) };
  const duckdb = { ...common, table: createTableSql(set.schema, "data.txt"), statements: kQueries.map(({ duckdb }) => countGroups(duckdb)) };
  const call = async (name, options) => {
    const { times, answers } = await page.evaluate(([method, argument]) => window[method](argument), [name, options]);
    for (const [index, { rows }] of kQueries.entries()) {
      if (Number(answers[index]) !== rows) throw new Error(`${kQueries[index].name}: ${answers[index]} groups`);
    }
    return times;
  };
  return takeTurns({ ours: () => call("queryOurs", ours), duckdb: () => call("queryDuckdb", duckdb) });
}

async function main() {
  const set = dataSet("flights");
  const peers = (await installPeers()) && peerVersion("@duckdb/duckdb-wasm") !== null;
  const missing = (name) => skipped({ workload: kWorkload, name, peerName: kPeerName, goal: "≥ 1", why: "not to be had here" });
  if (!peers) return [missing("")];
  const page = { name: "w2", scripts: ["w2_page.js", "w1_worker.js"], dataPath: set.path, ready: "queryDuckdb" };
  const { ours, duckdb } = await withBenchPage(page, (opened) => measure(opened, set));
  return kQueries.map(({ name }, index) =>
    duckdb
      ? row({ workload: kWorkload, name, ours: ours[index], peer: duckdb[index], peerName: kPeerName, unit: "ms", better: "faster", goal: 1 })
      : missing(name),
  );
}

printRows(await main());
