// Runs the tests of this folder: the wasm module under node. `node tests/wasm/run.mjs [WORDS]`; ends with "N passed, N failed".
import { readdirSync } from 'node:fs';
import { run } from '../support/runner.mjs';

for (const name of readdirSync(new URL('.', import.meta.url)).sort()) {
  if (name.endsWith('.test.mjs')) await import(`./${name}`);
}
process.exit((await run({})) === 0 ? 0 : 1);
