// W2: GROUP BY over a stored table, the flights: one key, two keys, an hour window; and a micro-batch from push to result.
// Times are in process, of statements that have run before.
//
//   node w2.mjs [--quick]      prints rows for run.mjs
import { join } from "node:path";
import { builtProgram, printRows, quote, releaseDir, repetitions, row, runJson, median } from "./lib.mjs";
import { measureQueries } from "./query.mjs";
import { kQueries } from "./w2_queries.mjs";

async function microBatch() {
  const program = builtProgram(join(releaseDir, "micro_bench"), "./dev bench, or tools/build.sh release micro_bench");
  const samples = [];
  for (let turn = 0; turn < repetitions; ++turn) samples.push(await runJson(`${quote(program)} 2000 200`));
  const pick = (field) => median(samples.map((sample) => sample[field]));
  const common = { workload: "W2 micro-batch, 2000 records", unit: "ms", better: "below" };
  return [
    row({ ...common, name: "transform with GROUP BY, from its due time to durable", ours: pick("transformMs"), peer: 1, peerName: "a millisecond", goal: 1 }),
    row({ ...common, name: "the push before it, to durable", ours: pick("pushMs"), peer: 1, peerName: "a millisecond" }),
  ];
}

printRows(await measureQueries("W2 GROUP BY, flights", "flights", kQueries, 25));
printRows(await microBatch());
