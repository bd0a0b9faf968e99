// What workloads in Chromium share: a page of ours, bundled and served with the wasm module, DuckDB-wasm and a data file beside it.
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { benchDir, root } from "./data.mjs";
import { builtProgram, here } from "./lib.mjs";
import { serveFiles } from "./static_server.mjs";
import { launchWithProfile } from "../support/browser.mjs";

const webRequire = createRequire(join(root, "web/package.json"));

async function bundle(out, scripts) {
  const { build } = webRequire("esbuild");
  await build({
    entryPoints: scripts.map((script) => join(here, script)),
    outdir: out,
    bundle: true,
    format: "esm",
    target: ["es2022"],
    nodePaths: [join(benchDir, "node_modules")],
    logLevel: "warning",
  });
  writeFileSync(join(out, "index.html"), `<!doctype html><meta charset="utf-8"><script type="module" src="${scripts[0]}"></script>`);
}

function filesToServe(out, scripts, dataPath) {
  const duckdb = join(benchDir, "node_modules/@duckdb/duckdb-wasm/dist");
  const wasm = (name) => builtProgram(join(root, "build/wasm", name), "./dev build wasm");
  return {
    "/": join(out, "index.html"),
    ...Object.fromEntries(scripts.map((script) => [`/${script}`, join(out, script)])),
    "/pandora.mjs": wasm("pandora.mjs"),
    "/pandora.wasm": wasm("pandora.wasm"),
    "/data.txt": dataPath,
    "/duckdb-eh.wasm": join(duckdb, "duckdb-eh.wasm"),
    "/duckdb-browser-eh.worker.js": join(duckdb, "duckdb-browser-eh.worker.js"),
  };
}

// Answers a function that tells the processor time, in milliseconds, that all processes of the browser have used.
async function processorClock(page) {
  const session = await page.context().browser().newBrowserCDPSession();
  return async () => {
    const { processInfo } = await session.send("SystemInfo.getProcessInfo");
    return processInfo.reduce((sum, { cpuTime }) => sum + cpuTime, 0) * 1000;
  };
}

// Opens the page of `scripts` (its own first, then its workers') for the workload `name`, waits until `ready` stands on its
// window, and answers what `work` does with it. The page finds the data at /data.txt, and window.cpuMs().
export async function withBenchPage({ name, scripts, dataPath, ready }, work) {
  const out = join(benchDir, name);
  mkdirSync(out, { recursive: true });
  await bundle(out, scripts);
  const server = await serveFiles(filesToServe(out, scripts, dataPath));
  // A profile on disk: without one the browser keeps the origin private file system in another process's memory.
  const profile = join(benchDir, `${name}-profile`);
  rmSync(profile, { recursive: true, force: true });
  const browser = await launchWithProfile(profile);
  try {
    const page = await browser.newPage();
    page.on("pageerror", (error) => process.stderr.write(`bench: the page says: ${error.message}\n`));
    await page.exposeFunction("cpuMs", await processorClock(page));
    await page.goto(`${server.url}/`);
    await page.waitForFunction((property) => window[property] !== undefined, ready);
    return await work(page);
  } finally {
    await browser.close();
    server.close();
  }
}
