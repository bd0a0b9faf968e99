// ./dev bench: runs the workloads, ours and the peers in turn, and prints a table with each goal and what was reached.
//
//   node tests/bench/run.mjs [WORKLOAD...] [--quick] [--write]
//
//   WORKLOAD   w1, w1_browser, w2, w2_browser, w3, w4, w6, w7, sinks, explain (without: all)
//   --quick    fewer repetitions: for trying the bench, not for numbers
//   --write    write the table to docs/benchmarks.md
//
// A workload is a program that prints one JSON object per row on stdout (lib.mjs, row() and skipped()); what it says on
// stderr is shown. A missed goal is no failure, a peer that cannot be had neither: the table says so. A workload that
// breaks is one, after all others have run.
import { spawn } from "node:child_process";
import { existsSync, writeFileSync } from "node:fs";
import { loadavg } from "node:os";
import { join } from "node:path";
import { root } from "./data.mjs";
import { here, say } from "./lib.mjs";
import { renderDocument } from "./document.mjs";
import { renderTable } from "./table.mjs";

// `quick`: the flags that say so to the workload. `peerName`: for rows that do not name theirs.
const kWorkloads = [
  { name: "w1", quick: ["--quick"] },
  { name: "w1_browser", quick: ["--quick"] },
  { name: "w2", quick: ["--quick"] },
  { name: "w2_browser", quick: ["--quick"] },
  { name: "w3", quick: ["--quick"] },
  { name: "w4", quick: ["--quick"] },
  { name: "w6", quick: ["--rounds", "2", "--seconds", "1"], peerName: "nginx" },
  { name: "w7", quick: ["--quick"] },
  { name: "sinks", quick: ["--quick"] },
  { name: "explain", quick: ["--quick"] },
];

function parseArguments(words) {
  const flags = words.filter((word) => word.startsWith("--"));
  const names = words.filter((word) => !word.startsWith("--")).map((word) => word.toLowerCase());
  const known = kWorkloads.map(({ name }) => name);
  const wrong = [...flags.filter((flag) => !["--quick", "--write"].includes(flag)), ...names.filter((name) => !known.includes(name))];
  if (wrong.length > 0) {
    process.stderr.write(`bench: unknown: ${wrong.join(" ")}\nusage: ./dev bench [${known.join(" ")}] [--quick] [--write]\n`);
    process.exit(2);
  }
  return {
    quick: flags.includes("--quick"),
    write: flags.includes("--write"),
    workloads: kWorkloads.filter(({ name }) => names.length === 0 || names.includes(name)),
  };
}

async function runWorkload({ name, quick, peerName }, isQuick) {
  const script = join(here, `${name}.mjs`);
  if (!existsSync(script)) return { rows: [], problem: `${name}: there is no tests/bench/${name}.mjs yet` };
  say(`${name} ...`);
  const child = spawn(process.execPath, [script, ...(isQuick ? quick : [])], { cwd: root, stdio: ["ignore", "pipe", "inherit"] });
  let output = "";
  for await (const chunk of child.stdout) output += chunk;
  const code = child.exitCode ?? (await new Promise((resolve) => child.on("exit", resolve)));
  const rows = output.split("\n").filter((line) => line.startsWith("{")).map((line) => ({ peerName, ...JSON.parse(line) }));
  if (code !== 0) return { rows, problem: `${name} ended with ${code}` };
  return { rows, problem: rows.length === 0 ? `${name} measured nothing` : null };
}

const options = parseArguments(process.argv.slice(2));
const load = loadavg()[0];
if (load > 0.5) say(`other programs keep the machine busy (load ${load.toFixed(1)}): the ratios suffer less than the times`);

const rows = [];
const problems = [];
for (const workload of options.workloads) {
  const result = await runWorkload(workload, options.quick);
  rows.push(...result.rows);
  if (result.problem !== null) problems.push(result.problem);
}
process.stdout.write(`\n${renderTable(rows)}\n`);
for (const problem of problems) say(problem);
if (options.write) {
  if (options.quick || options.workloads.length < kWorkloads.length) say("docs/benchmarks.md is written from less than a full run");
  writeFileSync(join(root, "docs/benchmarks.md"), await renderDocument(rows, problems));
  say("docs/benchmarks.md is written");
}
process.exit(problems.length > 0 ? 1 : 0);
