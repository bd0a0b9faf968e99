// Runs the browser tests in headless Chromium. `node tests/browser/run.mjs [WORDS]`; ends with "N passed, N failed".
// Needs build/web (node web/build.mjs) and, for the tests that compare with it, the native binary.
import { readdirSync } from 'node:fs';
import { run } from '../support/runner.mjs';
import { startHarness } from './harness.mjs';

for (const name of readdirSync(new URL('.', import.meta.url)).sort()) {
  if (name.endsWith('.test.mjs')) await import(`./${name}`);
}
const harness = await startHarness();
const failed = await run(harness);
await harness.close();
process.exit(failed === 0 ? 0 : 1);
