// W1 in Chromium: the flights pushed into the wasm module, its state in the origin private file system, against DuckDB-wasm;
// and against our own native program, in the same turns.
//
//   node w1_browser.mjs [--quick]      prints rows for run.mjs
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { benchDir, dataSet, root } from "./data.mjs";
import { createTableSql } from "./duckdb_sql.mjs";
import { builtProgram, here, printRows, row, runJson, skipped, takeTurns } from "./lib.mjs";
import { installPeers, peerVersion } from "./peers.mjs";
import { pushCommand } from "./push.mjs";
import { serveFiles } from "./static_server.mjs";
import { launchWithProfile } from "../support/browser.mjs";

const kWorkload = "W1 in Chromium, flights";
const kPeerName = "DuckDB-wasm, in memory";
const webRequire = createRequire(join(root, "web/package.json"));

async function bundle(out) {
  const { build } = webRequire("esbuild");
  await build({
    entryPoints: [join(here, "w1_page.js"), join(here, "w1_worker.js")],
    outdir: out,
    bundle: true,
    format: "esm",
    target: ["es2022"],
    nodePaths: [join(benchDir, "node_modules")],
    logLevel: "warning",
  });
  writeFileSync(join(out, "index.html"), '<!doctype html><meta charset="utf-8"><script type="module" src="w1_page.js"></script>');
}

function filesToServe(out, set) {
  const duckdb = join(benchDir, "node_modules/@duckdb/duckdb-wasm/dist");
  const wasm = (name) => builtProgram(join(root, "build/wasm", name), "./dev build wasm");
  return {
    "/": join(out, "index.html"),
    "/w1_page.js": join(out, "w1_page.js"),
    "/w1_worker.js": join(out, "w1_worker.js"),
    "/pandora.mjs": wasm("pandora.mjs"),
    "/pandora.wasm": wasm("pandora.wasm"),
    "/data.txt": set.path,
    "/duckdb-eh.wasm": join(duckdb, "duckdb-eh.wasm"),
    "/duckdb-browser-eh.worker.js": join(duckdb, "duckdb-browser-eh.worker.js"),
  };
}

// Answers a function that tells the processor time, in milliseconds, that all processes of the browser have used.
async function processorClock(page) {
  const session = await page.context().browser().newBrowserCDPSession();
  return async () => {
    const { processInfo } = await session.send("SystemInfo.getProcessInfo");
    return processInfo.reduce((sum, { cpuTime }) => sum + cpuTime, 0) * 1000;
  };
}

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
  const out = join(benchDir, "w1");
  mkdirSync(out, { recursive: true });
  await bundle(out);
  const server = await serveFiles(filesToServe(out, set));
  // A profile on disk: without one the browser keeps the origin private file system in another process's memory.
  const profile = join(benchDir, "w1-profile");
  rmSync(profile, { recursive: true, force: true });
  const browser = await launchWithProfile(profile);
  try {
    const page = await browser.newPage();
    page.on("pageerror", (error) => process.stderr.write(`bench: the page says: ${error.message}\n`));
    await page.exposeFunction("cpuMs", await processorClock(page));
    await page.goto(`${server.url}/`);
    await page.waitForFunction(() => window.pushOurs !== undefined);
    return rowsOf(await measure(page, set));
  } finally {
    await browser.close();
    server.close();
  }
}

printRows(await main());
