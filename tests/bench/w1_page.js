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

// {ms, cpuMs} of `work`, which answers the former. The processor time is that of the whole browser.
async function timed(work) {
  const before = await window.cpuMs();
  const ms = await work();
  return { ms, cpuMs: (await window.cpuMs()) - before };
}

// Twice the same: the second time the browser has optimised the code.
async function twice(first, second) {
  const { ms, cpuMs } = await timed(first);
  const warm = await timed(second);
  return { ms, cpuMs, warmMs: warm.ms, warmCpuMs: warm.cpuMs };
}

window.pushOurs = async (options) => {
  const worker = new Worker("w1_worker.js", { type: "module" });
  try {
    await ask(worker, { kind: "prepare", ...options });
    const push = async (repo) => (await ask(worker, { kind: "push", repo })).ms;
    const times = await twice(() => push("first"), () => push("second"));
    return { ...times, ...(await ask(worker, { kind: "finish", repo: "first" })) };
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
    const push = async (name, data) => {
      const start = performance.now();
      await db.registerFileBuffer(name, data);
      await connection.query(sql.replace("data.txt", name));
      if (path !== ":memory:") await connection.query("CHECKPOINT");
      return performance.now() - start;
    };
    const copy = bytes.slice();  // a registered buffer is given away
    const again = async () => {
      await connection.query("DROP TABLE records");
      return push("again.txt", copy);
    };
    const times = await twice(() => push("data.txt", bytes), again);
    const rows = Number((await connection.query("SELECT count(*) AS n FROM records")).get(0).n);
    await connection.close();
    return { ...times, rows };
  } finally {
    await db.terminate();
  }
};
