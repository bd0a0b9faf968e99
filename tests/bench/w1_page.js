// The page of W1 in the browser: what w1_browser.mjs calls through the functions it puts on `window`. Each call works in a fresh worker,
// so neither contestant profits from its earlier turns; what comes before the clock starts is the same for both: the module is
// compiled, and the data lie in a buffer.
import * as duckdb from "@duckdb/duckdb-wasm";

function ask(worker, message) {
  return new Promise((resolve, reject) => {
    worker.onerror = (event) => reject(new Error(event.message));
    worker.onmessage = ({ data }) => (data.error ? reject(new Error(data.error)) : resolve(data.value));
    worker.postMessage(message);
  });
}

window.pushOurs = async (options) => {
  const worker = new Worker("w1_worker.js", { type: "module" });
  try {
    await ask(worker, { kind: "prepare", ...options });
    return await ask(worker, { kind: "run" });
  } finally {
    worker.terminate();
  }
};

// `path` is the database: ":memory:" or "opfs://...".
window.pushDuckdb = async ({ dataUrl, sql, path }) => {
  const db = new duckdb.AsyncDuckDB(new duckdb.VoidLogger(), new Worker("duckdb-browser-eh.worker.js"));
  try {
    await db.instantiate("duckdb-eh.wasm");
    await db.open({ path, accessMode: duckdb.DuckDBAccessMode.READ_WRITE });
    const connection = await db.connect();
    await connection.query("DROP TABLE IF EXISTS records");
    const bytes = new Uint8Array(await (await fetch(dataUrl)).arrayBuffer());
    const run = async () => {
      const start = performance.now();
      await connection.query(sql);
      if (path !== ":memory:") await connection.query("CHECKPOINT");
      return performance.now() - start;
    };
    const registerStart = performance.now();
    await db.registerFileBuffer("data.txt", bytes);
    const registered = performance.now() - registerStart;
    const ms = registered + (await run());
    const rows = Number((await connection.query("SELECT count(*) AS n FROM records")).get(0).n);
    await connection.query("DROP TABLE records");
    const warmMs = registered + (await run());
    await connection.close();
    await db.terminate();
    return { ms, warmMs, rows };
  } catch (error) {
    await db.terminate();
    throw error;
  }
};
