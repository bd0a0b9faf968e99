// W4: a stored repo of a million records into one file, as a kodo export writes it: json, csv, parquet with snappy, json with gzip. Ours
// ends with the file in the state on disk, committed; DuckDB's COPY with a file on disk. Times are in process, of the second export and
// those after it.
//
//   node w4.mjs [--quick]      prints rows for run.mjs
import { copyFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { benchDir } from "./data.mjs";
import { builtProgram, here, printRows, quote, releaseDir, row, runJson, skipped, takeTurns } from "./lib.mjs";
import { installPeers, peerVersion } from "./peers.mjs";
import { stateFile } from "./query_data.mjs";

const kFormats = { json: "JSON lines", csv: "CSV", parquet: "Parquet, snappy", "json.gz": "JSON lines, gzip" };
const kRepeats = 3;
const kPeerName = "DuckDB's COPY, 1 thread";

async function measure(name, peers) {
  const program = builtProgram(join(releaseDir, "export_bench"), "./dev bench, or tools/build.sh release export_bench");
  const state = join(benchDir, "w4-ours.db");
  const output = join(benchDir, "w4.duckdb.out");
  const stored = await stateFile(name);
  const rows = [];
  for (const [format, label] of Object.entries(kFormats)) {
    const contestants = {
      ours: () => {
        for (const suffix of ["", "-wal", "-journal"]) rmSync(`${state}${suffix}`, { force: true });
        copyFileSync(stored, state);
        return runJson(`${quote(program)} ${quote(state)} ${format} ${kRepeats}`);
      },
    };
    if (peers) contestants.duckdb = () => runJson(`node ${quote(join(here, "duckdb_export.mjs"))} ${name} ${format} ${kRepeats} ${quote(output)}`);
    const { ours, duckdb } = await takeTurns(contestants);
    const common = { workload: `W4 export, ${name}`, name: label, peerName: kPeerName };
    if (duckdb) {
      const note = `${(ours.bytes / 1e6).toFixed(0)} MB, the peer's ${(duckdb.bytes / 1e6).toFixed(0)} MB`;
      rows.push(row({ ...common, ours: ours.ms, peer: duckdb.ms, unit: "ms", better: "below", goal: 1, cpu: [ours.cpuMs, duckdb.cpuMs], note }));
    } else {
      rows.push(skipped({ ...common, goal: "≤ 1", why: "not to be had here" }));
    }
  }
  for (const path of [state, `${state}-wal`, output]) rmSync(path, { force: true });
  return rows;
}

const peers = (await installPeers()) && peerVersion("@duckdb/node-api") !== null;
for (const name of ["flights", "access"]) printRows(await measure(name, peers));
