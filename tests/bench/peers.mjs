// The peers that come from npm. They are installed into build/bench when a workload first needs them, from the lock file
// beside this one, and used by nothing else.
import { execFile } from "node:child_process";
import { copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { benchDir } from "./data.mjs";
import { here, say } from "./lib.mjs";

const kFiles = ["package.json", "package-lock.json", ".npmrc"];

// True when they are there afterwards; otherwise says why not.
export async function installPeers() {
  const key = kFiles.map((name) => readFileSync(join(here, name), "utf8")).join("\n");
  const stamp = join(benchDir, "node_modules/.pandora-stamp");
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === key) return true;
  say("installing the peers from npm into build/bench");
  mkdirSync(benchDir, { recursive: true });
  for (const name of kFiles) copyFileSync(join(here, name), join(benchDir, name));
  try {
    await promisify(execFile)("npm", ["ci"], { cwd: benchDir });
  } catch (error) {
    say(`npm ci failed, so there are no peers from npm: ${String(error.stderr ?? error.message).slice(-1000)}`);
    return false;
  }
  writeFileSync(stamp, key);
  return true;
}

export async function importPeer(name) {
  return import(pathToFileURL(createRequire(join(benchDir, "package.json")).resolve(name)));
}

export function peerVersion(name) {
  const path = join(benchDir, "node_modules", name, "package.json");
  return existsSync(path) ? JSON.parse(readFileSync(path, "utf8")).version : null;
}
