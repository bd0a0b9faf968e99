// The sinks that keep records inside: how many records a second of processor time an export into each takes, from batches in memory to
// segments in a state in memory, and how fast the log sink is searched (logdb_bench.cc, sink_bench.cc).
//
//   node sinks.mjs [--quick]      prints rows for run.mjs
import { join } from "node:path";
import { builtProgram, median, printRows, quote, releaseDir, repetitions, row, runJson } from "./lib.mjs";

const kGoal = 500_000;

// The medians of what some runs of the program print.
async function medians(name) {
  const program = builtProgram(join(releaseDir, name), `./dev bench, or tools/build.sh release ${name}`);
  const samples = [];
  for (let turn = 0; turn < repetitions; ++turn) samples.push(await runJson(`${quote(program)} 1`));
  return (field) => median(samples.map((sample) => sample[field]));
}

function rateRow(name, perSecond, hasGoal) {
  return row({ workload: "Sinks", name, ours: perSecond, peer: kGoal, peerName: "the goal", unit: "records/s", better: "rate", goal: hasGoal ? 1 : null });
}

const logdb = await medians("logdb_bench");
const others = await medians("sink_bench");
printRows([
  rateRow("logdb export", logdb("export") * 1000, true),
  rateRow("logdb export, texts read as dates and objects", logdb("export_converted") * 1000, true),
  rateRow("tsdb export", others("tsdb"), true),
  rateRow("report export", others("report"), false),
  rateRow("mongo export, documents inserted", others("mongo_insert"), false),
  rateRow("mongo export, documents updated by key", others("mongo_upsert"), false),
  rateRow("logdb search for a word", logdb("search_word") * 1000, false),
  rateRow("logdb histogram", logdb("histogram") * 1000, false),
]);
