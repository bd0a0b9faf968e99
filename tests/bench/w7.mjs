// W7: how long the console takes from navigation to interactive, in a fresh profile, beside pages that only open another engine; and
// how much is downloaded for it.
//
//   node w7.mjs [--quick]      prints rows for run.mjs
//
// "Interactive" is when the engine's first answer is shown (the clock); the peers' pages end with their first `select 1 + 1`. The slow
// line is imitated by the server: 40 ms before each answer, 10 Mbit/s for all of them together. All files go out brotli-compressed.
import { execFileSync } from "node:child_process";
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { createRequire } from "node:module";
import { extname, join } from "node:path";
import { brotliCompressSync, constants } from "node:zlib";
import { benchDir, root } from "./data.mjs";
import { builtProgram, here, printRows, row, say, skipped, takeTurns } from "./lib.mjs";
import { launch } from "../support/browser.mjs";

const kWorkload = "W7 console, cold start";
const kTypes = { ".html": "text/html", ".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml", ".wasm": "application/wasm" };
const kPeers = { sqljs: ["sql.js", "sql.js"], sqlite: ["official SQLite wasm", "@sqlite.org/sqlite-wasm"], duckdb: ["DuckDB-wasm", "@duckdb/duckdb-wasm"] };
const kLines = { loopback: { latency: 0, rate: Infinity, goal: 250 }, "10 Mbit/s, 40 ms": { latency: 40, rate: 10e6 / 8, goal: 900 } };
const kSettle = 600; // milliseconds
const kHome = join(benchDir, "w7");
const webRequire = createRequire(join(root, "web/package.json"));

const pack = (bytes, quality) => brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: quality } });

// {url path: {type, bytes}}: the console as built, with the compressed copies that it carries.
function consoleFiles(web) {
  const files = {};
  const add = (folder, prefix) => {
    for (const name of readdirSync(folder)) {
      const path = join(folder, name);
      if (statSync(path).isDirectory()) add(path, `${prefix}${name}/`);
      else if (!name.endsWith(".br")) files[prefix + name] = { path, type: kTypes[extname(name)] ?? "text/plain" };
    }
  };
  add(web, "/");
  for (const file of Object.values(files)) {
    try {
      file.bytes = readFileSync(`${file.path}.br`);
      file.packed = true;
    } catch {
      file.bytes = readFileSync(file.path);
    }
  }
  return { ...files, "/": files["/index.html"] };
}

// True when the peers are in build/bench/w7 afterwards; otherwise says why not.
function installPeers() {
  const names = ["package.json", "package-lock.json", ".npmrc"];
  const key = names.map((name) => readFileSync(join(here, "w7", name), "utf8")).join("\n");
  const stamp = join(kHome, "node_modules/.pandora-stamp");
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === key) return true;
  mkdirSync(kHome, { recursive: true });
  for (const name of names) copyFileSync(join(here, "w7", name), join(kHome, name));
  try {
    execFileSync("npm", ["ci"], { cwd: kHome, stdio: "pipe" });
  } catch (error) {
    say(`npm ci failed, so there are no peers: ${String(error.stderr ?? error.message).slice(-1000)}`);
    return false;
  }
  writeFileSync(stamp, key);
  return true;
}

const peerVersion = (name) => JSON.parse(readFileSync(join(kHome, "node_modules", name, "package.json"), "utf8")).version;

async function peerFiles() {
  const { build } = webRequire("esbuild");
  const out = join(kHome, "site");
  await build({
    entryPoints: [join(here, "w7/page.js")],
    outdir: out,
    bundle: true,
    splitting: true,
    minify: true,
    format: "esm",
    target: ["es2022"],
    platform: "browser",
    external: ["fs", "path", "crypto", "node:*", "module", "worker_threads"],
    nodePaths: [join(kHome, "node_modules")],
    logLevel: "error",
  });
  writeFileSync(join(out, "index.html"), '<!doctype html><meta charset="utf-8"><script type="module" src="/page.js"></script>');
  const modules = join(kHome, "node_modules");
  const paths = [
    ...readdirSync(out).map((name) => join(out, name)),
    join(modules, "sql.js/dist/sql-wasm.wasm"),
    join(modules, "@sqlite.org/sqlite-wasm/dist/sqlite3.wasm"),
    join(modules, "@duckdb/duckdb-wasm/dist/duckdb-eh.wasm"),
    join(modules, "@duckdb/duckdb-wasm/dist/duckdb-browser-eh.worker.js"),
  ];
  const files = {};
  for (const path of paths) {
    const bytes = pack(readFileSync(path), 5);
    files[`/${path.split("/").pop()}`] = { type: kTypes[extname(path)] ?? "text/plain", bytes, packed: true };
  }
  return { ...files, "/": files["/index.html"] };
}

// A server with a line of its own: each answer waits `latency`, and all share `rate` bytes a second.
async function serve(files, { latency, rate }) {
  let free = 0; // when the line has sent all that was given to it
  const server = createServer((request, response) => {
    const file = files[new URL(request.url, "http://localhost").pathname];
    const finish = () => {
      if (!file) return response.writeHead(404).end();
      response.writeHead(200, { "Content-Type": file.type, "Content-Length": file.bytes.length, ...(file.packed && { "Content-Encoding": "br" }) });
      sendSlowly(file.bytes, response);
    };
    if (latency > 0) setTimeout(finish, latency);
    else finish();
  });
  const sendSlowly = (bytes, response) => {
    if (rate === Infinity) return response.end(bytes);
    const kPiece = 8192;
    for (let at = 0; at < bytes.length; at += kPiece) {
      const piece = bytes.subarray(at, at + kPiece);
      free = Math.max(free, performance.now()) + (piece.length / rate) * 1000;
      const last = at + kPiece >= bytes.length;
      setTimeout(() => (last ? response.end(piece) : response.write(piece)), free - performance.now());
    }
  };
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { url: `http://127.0.0.1:${server.address().port}/`, close: () => (server.closeAllConnections(), server.close()) };
}

// Milliseconds from navigation until `ready` (a function run in the page) answers a number.
async function coldStart(browser, url, ready) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 860 } });
  try {
    const page = await context.newPage();
    // A new window loads the browser's own start page in a process beside ours: not to be measured with us.
    await new Promise((resolve) => setTimeout(resolve, kSettle));
    await page.goto(url, { waitUntil: "commit" });
    const handle = await page.waitForFunction(ready, undefined, { polling: 20, timeout: 120_000 });
    return { ms: await handle.jsonValue() };
  } finally {
    await context.close();
  }
}

const consoleReady = () => performance.getEntriesByName("pandora-interactive")[0]?.startTime;
const peerReady = () => window.w7Ready;

async function measureLine(browser, name, line, ours, peers) {
  const own = await serve(ours, line);
  const other = peers && (await serve(peers, line));
  const contestants = { ours: () => coldStart(browser, own.url, consoleReady) };
  if (other) for (const key of Object.keys(kPeers)) contestants[key] = () => coldStart(browser, `${other.url}?engine=${key}`, peerReady);
  const times = await takeTurns(contestants);
  own.close();
  other?.close();
  const rows = [row({ workload: kWorkload, name: `interactive, ${name}`, unit: "ms", better: "below", ours: times.ours.ms, peer: line.goal, peerName: "the goal", goal: 1 })];
  for (const [key, [peerName, module]] of Object.entries(kPeers)) {
    const common = { workload: kWorkload, name: `interactive, ${name}` };
    if (!times[key]) rows.push(skipped({ ...common, peerName, why: "not to be had here" }));
    else rows.push(row({ ...common, unit: "ms", better: "below", ours: times.ours.ms, peer: times[key].ms, peerName: `${peerName} ${peerVersion(module)}, opened only` }));
  }
  return rows;
}

// The page is what its first screen needs: the document, what its head names, and the worker; chunks that load later do not count.
function sizeRows(ours, html) {
  const size = (paths) => paths.reduce((sum, path) => sum + ours[path].bytes.length, 0) / 1000;
  const named = [...html.matchAll(/(?:href|src)="([^"]+)"/g)].map(([, path]) => `/${path}`);
  const wasm = named.filter((path) => path.endsWith(".wasm"));
  const isRest = (path) => path.startsWith("/pandora-rest-");
  const common = { workload: kWorkload, unit: "kB", better: "below", peerName: "the goal", goal: 1 };
  return [
    row({ ...common, name: "page: html, css, scripts and worker, brotli", ours: size(["/index.html", ...named.filter((path) => !path.endsWith(".wasm"))]), peer: 60 }),
    row({ ...common, name: "wasm of the first screens, brotli", ours: size(wasm.filter((path) => !isRest(path))), peer: 700 }),
    { ...row({ ...common, name: "wasm in all (the rest follows by itself), brotli", ours: size(wasm), peer: 700 }), goal: "", met: null },
  ];
}

async function main() {
  const web = process.env.PANDORA_WEB ?? join(root, "build/web");
  builtProgram(join(web, "index.html"), "./dev build web");
  const ours = consoleFiles(web);
  const peers = installPeers() ? await peerFiles() : undefined;
  const browser = await launch();
  const rows = sizeRows(ours, readFileSync(join(web, "index.html"), "utf8"));
  for (const [name, line] of Object.entries(kLines)) rows.push(...(await measureLine(browser, name, line, ours, peers)));
  await browser.close();
  printRows(rows);
}

await main();
