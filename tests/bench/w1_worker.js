// The worker of W1 in the browser: loads the wasm module as the console's worker does, on the same storage, and pushes a whole
// file of point text in bodies of up to 2 MiB; W2 then asks for more. The data are fetched and the state is opened before the clock starts.
import { findBrowserFiles, openBrowserFiles } from "../../web/src/engine/worker/browser_files.ts";

const kMaxBody = 2 * 1024 * 1024;
const kNewline = 10;
const encoder = new TextEncoder();
const decoder = new TextDecoder();

let pandora;
let files;
let data;
let schema;

async function prepare({ glueUrl, dataUrl, schema: fields, onFiles }) {
  schema = fields;
  const { default: createModule } = await import(glueUrl);
  pandora = await createModule();
  data = new Uint8Array(await (await fetch(dataUrl)).arrayBuffer());
  if (onFiles) {
    files = await openBrowserFiles(await findBrowserFiles(await navigator.storage.getDirectory(), "bench"));
    pandora.files = files.files;
    // What an earlier turn has left.
    for (const name of ["pandora.db", "pandora.db-journal", "pandora.db-wal"]) files.files.truncate(files.files.open(name), 0);
  }
  const problem = pandora.open(onFiles, "wasm", Date.now());
  if (problem !== "") throw new Error(problem);
}

function send(method, target, body) {
  const head = encoder.encode(
    `${method} ${target} HTTP/1.1\r\nAuthorization: Pandora bench:c2lnbmF0dXJl\r\nContent-Length: ${body.length}\r\n\r\n`,
  );
  const inbox = pandora.inbox(head.length + body.length);
  pandora.HEAPU8.set(head, inbox);
  pandora.HEAPU8.set(body, inbox + head.length);
  const { pointer, size } = pandora.handle();
  const answer = decoder.decode(pandora.HEAPU8.slice(pointer, pointer + size));
  if (!answer.startsWith("HTTP/1.1 200")) throw new Error(`${target}: ${answer}`);
  const commit = pandora.commit();
  if (commit.status !== 0) throw new Error(commit.error);
  return answer;
}

function pushAll(repo) {
  send("POST", `/v2/repos/${repo}`, encoder.encode(JSON.stringify({ region: "nb", schema })));
  for (let start = 0; start < data.length; ) {
    const limit = Math.min(start + kMaxBody, data.length);
    const end = data.lastIndexOf(kNewline, limit - 1) + 1;
    send("POST", `/v2/repos/${repo}/data`, data.subarray(start, end));
    start = end;
  }
}

function countRecords(repo) {
  return Number(/"end":(\d+)/.exec(send("GET", `/_sim/repos/${repo}/records?from=0&limit=1`, new Uint8Array(0)))[1]);
}

function push({ repo }) {
  const start = performance.now();
  pushAll(repo);
  return { ms: performance.now() - start };
}

// The first cell of what a statement yields, as text.
function query({ sql }) {
  const answer = send("POST", "/_sim/sql/run", encoder.encode(JSON.stringify({ code: sql })));
  return JSON.parse(answer.slice(answer.indexOf("\r\n\r\n"))).rows[0][0];
}

function finish({ repo }) {
  const rows = countRecords(repo);
  const heapMb = pandora.HEAPU8.length / 1e6;
  pandora.close();
  files?.close();
  return { rows, heapMb };
}

const kCalls = { prepare, push, query, finish };

self.onmessage = async ({ data: message }) => {
  try {
    self.postMessage({ value: await kCalls[message.kind](message) });
  } catch (error) {
    self.postMessage({ error: String(error?.stack ?? error) });
  }
};
