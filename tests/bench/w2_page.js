// The page of W2 in the browser: what w2_browser.mjs calls. Each call loads the flights into a fresh worker, in memory, and then asks
// each statement once before it is timed.
import * as duckdb from "@duckdb/duckdb-wasm";

function ask(worker, message) {
  return new Promise((resolve, reject) => {
    worker.onerror = (event) => reject(new Error(event.message));
    worker.onmessage = ({ data }) => (data.error ? reject(new Error(data.error)) : resolve(data.value));
    worker.postMessage(message);
  });
}

// {"0": ms, "1": ms ...}: of each statement the median of `repeats` runs. `run` answers the text of the first cell.
async function timeAll(statements, repeats, run) {
  const times = {};
  const answers = [];
  for (const [index, sql] of statements.entries()) {
    answers.push(await run(sql));
    const samples = [];
    for (let turn = 0; turn < repeats; ++turn) {
      const start = performance.now();
      await run(sql);
      samples.push(performance.now() - start);
    }
    times[index] = samples.sort((a, b) => a - b)[repeats >> 1];
  }
  return { times, answers };
}

window.queryOurs = async ({ glueUrl, dataUrl, schema, statements, repeats }) => {
  const worker = new Worker("w1_worker.js", { type: "module" });
  try {
    await ask(worker, { kind: "prepare", glueUrl, dataUrl, schema, onFiles: false });
    await ask(worker, { kind: "push", repo: "records" });
    return await timeAll(statements, repeats, (sql) => ask(worker, { kind: "query", sql }));
  } finally {
    worker.terminate();
  }
};

window.queryDuckdb = async ({ dataUrl, table, statements, repeats }) => {
  const db = new duckdb.AsyncDuckDB(new duckdb.VoidLogger(), new Worker("duckdb-browser-eh.worker.js"));
  try {
    await db.instantiate("duckdb-eh.wasm");
    await db.open({ path: ":memory:", accessMode: duckdb.DuckDBAccessMode.READ_WRITE });
    const connection = await db.connect();
    await db.registerFileBuffer("data.txt", new Uint8Array(await (await fetch(dataUrl)).arrayBuffer()));
    await connection.query(table);
    const answer = await timeAll(statements, repeats, async (sql) => String((await connection.query(sql)).getChildAt(0).get(0)));
    await connection.close();
    return answer;
  } finally {
    await db.terminate();
  }
};
