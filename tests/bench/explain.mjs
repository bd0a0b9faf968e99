// What the editor of statements asks for at every pause: POST /_sim/sql/explain of a statement of 1 KB over twenty repos, natively
// (core_bench.cc: the least processor time) and in the wasm module under node, the very file that the browser loads: the median of
// single requests, after as many that make node optimise the code.
//
//   node explain.mjs [--quick]      prints rows for run.mjs
import { existsSync } from "node:fs";
import { join } from "node:path";
import { loadModule, send } from "../support/wasm_module.mjs";
import { root } from "./data.mjs";
import { builtProgram, median, printRows, quote, releaseDir, repetitions, row, runJson, skipped } from "./lib.mjs";

const kRequests = 200 * repetitions;
const kGoalMs = 2;
const kCommon = { workload: "Explain, 1 KB of SQL", unit: "ms", peerName: "the goal" };

function request(module, target, body) {
  const answer = send(module, "POST", target, body, { "Content-Type": "application/json" });
  if (answer.status !== 200) throw new Error(`${target} was answered ${answer.status}: ${answer.text()}`);
  return answer.json();
}

// {firstMs, ms} of the module.
async function measureModule({ sql, repo, repos }) {
  const module = await loadModule();
  const problem = module.open(false, "bench", 0);
  if (problem !== "") throw new Error(problem);
  for (let k = 0; k < repos; ++k) request(module, `/v2/repos/visits${k}`, repo);
  const explain = () => {
    const { error } = request(module, "/_sim/sql/explain", JSON.stringify({ code: sql }));
    if (error !== null) throw new Error(JSON.stringify(error));
  };
  const times = Array.from({ length: 2 * kRequests }, () => {
    const start = performance.now();
    explain();
    return performance.now() - start;
  });
  return { firstMs: times[0], ms: median(times.slice(kRequests)) };
}

function goalRow(name, ms) {
  return row({ ...kCommon, name, ours: ms, peer: kGoalMs, better: "below", goal: 1 });
}

const program = builtProgram(join(releaseDir, "core_bench"), "./dev bench, or tools/build.sh release core_bench");
const native = await runJson(`${quote(program)} explain 20`);
const rows = [goalRow("native", native.explain_ms)];
if (existsSync(join(root, "build/wasm/pandora.mjs"))) {
  const wasm = await measureModule(native);
  rows.push(goalRow("wasm under node", wasm.ms));
  rows.push(row({ ...kCommon, name: "wasm under node, the first request", ours: wasm.firstMs, peer: kGoalMs, better: "below" }));
} else {
  rows.push(skipped({ ...kCommon, name: "wasm under node", goal: "≤ 1", why: "build/wasm/pandora.mjs is not built" }));
}
printRows(rows);
