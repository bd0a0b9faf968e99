// A page that does nothing but open an SQL engine in the browser: what W7 compares the console's start with. `?engine=` names it.
// Sets window.w7Ready to the milliseconds from navigation to the first answer.
const kEngines = { sqljs: openSqlJs, sqlite: openSqlite, duckdb: openDuckdb };

async function openSqlJs() {
  const { default: initSqlJs } = await import("sql.js");
  const { Database } = await initSqlJs({ locateFile: () => "/sql-wasm.wasm" });
  const [{ values }] = new Database().exec("select 1 + 1");
  return values[0][0];
}

async function openSqlite() {
  const { default: init } = await import("@sqlite.org/sqlite-wasm");
  const sqlite3 = await init({ locateFile: () => "/sqlite3.wasm" });
  return new sqlite3.oo1.DB(":memory:").selectValue("select 1 + 1");
}

async function openDuckdb() {
  const duckdb = await import("@duckdb/duckdb-wasm");
  const db = new duckdb.AsyncDuckDB(new duckdb.VoidLogger(), new Worker("/duckdb-browser-eh.worker.js"));
  await db.instantiate(new URL("/duckdb-eh.wasm", location.href).href);
  const connection = await db.connect();
  const table = await connection.query("select 1 + 1 as x");
  return Number(table.toArray()[0].x);
}

const answer = await kEngines[new URLSearchParams(location.search).get("engine")]();
if (answer !== 2) throw new Error(`1 + 1 is ${answer}`);
window.w7Ready = performance.now();
