// What the workloads share: running programs and reading their times, taking turns, medians, rows of the table.
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { benchDir, root } from "./data.mjs";

export const here = dirname(fileURLToPath(import.meta.url));
export const releaseDir = join(root, "build/release/tests/bench");

// `--quick` is for trying the bench out: two turns say little.
export const repetitions = process.argv.includes("--quick") ? 2 : 5;

export function say(text) {
  process.stderr.write(`bench: ${text}\n`);
}

export function median(numbers) {
  const sorted = [...numbers].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

// Runs a shell command to its end, timed by bash: {stdout, wholeMs, wholeCpuMs}, the time with that of its children.
export async function runShell(command, { cwd = benchDir } = {}) {
  const marker = "bench-times";
  const script = `TIMEFORMAT='${marker} %R %U %S'; time { ${command}\n}`;
  const child = spawn("bash", ["-c", `set -o pipefail; ${script}`], { cwd, stdio: ["ignore", "pipe", "pipe"] });
  const [stdout, stderr] = [[], []];
  child.stdout.on("data", (chunk) => stdout.push(chunk));
  child.stderr.on("data", (chunk) => stderr.push(chunk));
  const code = await new Promise((resolve) => child.on("close", resolve));
  const errors = Buffer.concat(stderr).toString();
  const times = errors.match(new RegExp(`${marker} (\\S+) (\\S+) (\\S+)\\n$`));
  if (code !== 0 || times === null) throw new Error(`${command}\nended with ${code}: ${errors.slice(-2000)}`);
  const [real, user, system] = times.slice(1).map((text) => Number(text) * 1000);
  return { stdout: Buffer.concat(stdout).toString(), wholeMs: real, wholeCpuMs: user + system };
}

// Runs a program of ours or a peer's that prints one JSON object: that object, with the times of the whole process.
export async function runJson(command) {
  const { stdout, ...times } = await runShell(command);
  return { ...JSON.parse(stdout), ...times };
}

export async function hasCommand(name) {
  return runShell(`command -v ${name}`, { cwd: root }).then(() => true, () => false);
}

export function quote(text) {
  return `'${String(text).replaceAll("'", "'\\''")}'`;
}

// Runs each of `contestants` ({name: async () => sample}) in turn, `repetitions` times: what troubles the machine for a
// while troubles them all. Answers {name: {field: median}} over the numbers of the samples. One that throws is left out of
// the answer, with its words on stderr; the first is ours, and must not throw.
export async function takeTurns(contestants) {
  const samples = Object.fromEntries(Object.keys(contestants).map((name) => [name, []]));
  const [ours] = Object.keys(contestants);
  for (let turn = 0; turn < repetitions; ++turn) {
    for (const name of Object.keys(samples)) {
      try {
        samples[name].push(await contestants[name]());
      } catch (error) {
        if (name === ours) throw error;
        say(`${name} cannot be measured: ${error.message}`);
        delete samples[name];
      }
    }
  }
  return Object.fromEntries(Object.entries(samples).map(([name, list]) => [name, summarize(list)]));
}

function summarize(samples) {
  const summary = {};
  for (const key of Object.keys(samples[0])) {
    if (typeof samples[0][key] === "number") summary[key] = median(samples.map((sample) => sample[key]));
  }
  return summary;
}

// A row of the table. `better` says how ours compares with the peer: "faster" (ratio = peer / ours, to be at least the
// goal), "rate" (ratio = ours / peer, at least the goal) or "below" (ratio = ours / peer, at most the goal). Without a goal
// the row is for information. `cpu` is an optional pair [ours, peer] of processor times, for the same ratio of them.
export function row({ workload, name, ours, peer, peerName, unit, better, goal = null, cpu = null, note = "" }) {
  const ratioOf = (a, b) => (better === "faster" ? b / a : a / b);
  const ratio = ratioOf(ours, peer);
  return {
    workload,
    name,
    ours: round(ours),
    peer: round(peer),
    peerName,
    unit,
    ratio: round(ratio),
    goal: goal === null ? "" : `${better === "below" ? "≤" : "≥"} ${goal}`,
    met: goal === null ? null : better === "below" ? ratio <= goal : ratio >= goal,
    ...(cpu && { cpuRatio: round(ratioOf(...cpu)) }),
    ...(note && { note }),
  };
}

// A row for what could not be measured.
export function skipped({ workload, name, peerName = "", goal = "", why }) {
  return { workload, name, peerName, goal, skipped: why };
}

function round(number) {
  return Number(number.toPrecision(number < 1000 ? 3 : 4));
}

// What a workload prints for run.mjs: one row a line.
export function printRows(rows) {
  for (const entry of rows) process.stdout.write(`${JSON.stringify(entry)}\n`);
}

export function builtProgram(path, buildCommand) {
  if (!existsSync(path)) throw new Error(`${path.slice(root.length + 1)} is missing: run ${buildCommand}`);
  return path;
}
