// Readers of other makers for the tests of this folder: installed once into build/interop, from the lock file beside this one (npm) and
// with a fixed version (PyPI). Where one cannot be had its tests are skipped with a message.
import { execFile } from "node:child_process";
import { copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { promisify } from "node:util";

const here = dirname(fileURLToPath(import.meta.url));
const installed = join(here, "../../build/interop");
const run = promisify(execFile);

const kNpmFiles = ["package.json", "package-lock.json", ".npmrc"];
const kPyarrow = "pyarrow==26.0.1";

// Runs `install` unless it has run before with the same `key`. False, with a message, when it fails.
async function once(name, key, install) {
  const stamp = join(installed, `.${name}-stamp`);
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === key) return true;
  mkdirSync(installed, { recursive: true });
  try {
    await install();
  } catch (error) {
    console.log(`skip    ${name} cannot be installed: ${String(error.stderr ?? error.message).trim().slice(-300)}`);
    return false;
  }
  writeFileSync(stamp, key);
  return true;
}

// The module @duckdb/node-api, or null.
export async function installDuckdb() {
  const key = kNpmFiles.map((name) => readFileSync(join(here, name), "utf8")).join("\n");
  const there = await once("DuckDB", key, async () => {
    for (const name of kNpmFiles) copyFileSync(join(here, name), join(installed, name));
    await run("npm", ["ci"], { cwd: installed });
  });
  if (!there) return null;
  return import(pathToFileURL(createRequire(join(installed, "package.json")).resolve("@duckdb/node-api")));
}

// {env} for a python3 that has pyarrow, or null.
export async function installPyarrow() {
  const target = join(installed, "python");
  const there = await once("pyarrow", kPyarrow, () =>
    run("python3", ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--target", target, kPyarrow]),
  );
  return there ? { env: { ...process.env, PYTHONPATH: target } } : null;
}
