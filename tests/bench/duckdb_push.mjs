// DuckDB on one thread: point text into a table in a database file, closed (so with the checkpoint) at the end.
//
//   node duckdb_push.mjs DATASET DATABASE      prints {"ms", "cpuMs", "rows"}
import { rmSync } from "node:fs";
import { dataSet } from "./data.mjs";
import { createTableSql } from "./duckdb_sql.mjs";
import { importPeer } from "./peers.mjs";

const [name, database] = process.argv.slice(2);
const { path, schema } = dataSet(name);
const { DuckDBInstance } = await importPeer("@duckdb/node-api");
rmSync(database, { force: true });
rmSync(`${database}.wal`, { force: true });

const sql = createTableSql(schema, path);
const start = performance.now();
const cpuStart = process.cpuUsage();
const instance = await DuckDBInstance.create(database, { threads: "1" });
const connection = await instance.connect();
const result = await connection.run(sql);
const rows = Number((await result.getRows())[0][0]);
connection.closeSync();
instance.closeSync();
const ms = performance.now() - start;
const cpu = process.cpuUsage(cpuStart);
console.log(JSON.stringify({ ms, cpuMs: (cpu.user + cpu.system) / 1000, rows }));
