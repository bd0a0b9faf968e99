// DuckDB on one thread: statements over a stored table, each once before it is timed.
//
//   node duckdb_query.mjs DATASET REPEATS STATEMENT...      the table is `records`
//
// Prints a JSON array of {ms (the median), cpuMs (the mean), rows}. The database file is made first if it is not there.
import { existsSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { benchDir, dataSet } from "./data.mjs";
import { createTableSql } from "./duckdb_sql.mjs";
import { median } from "./lib.mjs";
import { importPeer } from "./peers.mjs";

const [name, repeats, ...statements] = process.argv.slice(2);
const { DuckDBInstance } = await importPeer("@duckdb/node-api");
const file = join(benchDir, `query-${name}.duckdb`);

async function makeTable() {
  const { path, schema } = dataSet(name);
  const part = `${file}.part`;
  rmSync(part, { force: true });
  const instance = await DuckDBInstance.create(part, { threads: "1" });
  const connection = await instance.connect();
  await connection.run(createTableSql(schema, path));
  connection.closeSync();
  instance.closeSync();
  renameSync(part, file);
}

if (!existsSync(file)) await makeTable();
const instance = await DuckDBInstance.create(file, { threads: "1", access_mode: "READ_ONLY" });
const connection = await instance.connect();
const results = [];
for (const sql of statements) {
  // The rows stay in DuckDB's memory: making JavaScript values of them is no part of the comparison.
  const rows = (await connection.runAndReadAll(sql)).currentRowCount;
  const times = [];
  const cpuStart = process.cpuUsage();
  for (let turn = 0; turn < Number(repeats); ++turn) {
    const start = performance.now();
    await connection.run(sql);
    times.push(performance.now() - start);
  }
  const cpu = process.cpuUsage(cpuStart);
  results.push({ ms: median(times), cpuMs: (cpu.user + cpu.system) / 1000 / times.length, rows });
}
console.log(JSON.stringify(results));
