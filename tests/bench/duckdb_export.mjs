// DuckDB on one thread: COPY of a stored table to a file, with the table in memory that its buffer manager has read before.
//
//   node duckdb_export.mjs DATASET FORMAT REPEATS FILE      FORMAT as of export_bench: json, csv, parquet, json.gz
//
// Prints {ms (the median), cpuMs (the mean), bytes}. The database is that of the queries (duckdb_query.mjs), where the array and the map
// of access are JSON texts: COPY has less to do for them than we have.
import { execFileSync } from "node:child_process";
import { existsSync, statSync } from "node:fs";
import { join } from "node:path";
import { benchDir } from "./data.mjs";
import { here, median } from "./lib.mjs";
import { importPeer } from "./peers.mjs";

const [name, format, repeats, out] = process.argv.slice(2);
const kOptions = {
  json: "FORMAT json",
  csv: "FORMAT csv, HEADER false",
  parquet: "FORMAT parquet, COMPRESSION snappy",
  "json.gz": "FORMAT json, COMPRESSION gzip",
};

const file = join(benchDir, `query-${name}.duckdb`);
if (!existsSync(file)) execFileSync(process.execPath, [join(here, "duckdb_query.mjs"), name, "1", "SELECT count(*) FROM records"]);
const { DuckDBInstance } = await importPeer("@duckdb/node-api");
const instance = await DuckDBInstance.create(file, { threads: "1", access_mode: "READ_ONLY" });
const connection = await instance.connect();
const sql = `COPY records TO '${out}' (${kOptions[format]})`;
const times = [];
let cpuMs = 0;
for (let turn = 0; turn < Number(repeats); ++turn) {
  const cpuStart = process.cpuUsage();
  const start = performance.now();
  await connection.run(sql);
  times.push(performance.now() - start);
  const cpu = process.cpuUsage(cpuStart);
  cpuMs += (cpu.user + cpu.system) / 1000 / Number(repeats);
}
console.log(JSON.stringify({ ms: median(times), cpuMs, bytes: statSync(out).size }));
