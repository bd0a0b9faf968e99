// The guided demo in the wasm module under node, against the native program: the same journal checksum. tests/browser/demo.test.mjs adds
// Chromium.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { demoUnderNode } from '../support/demo.mjs';
import { nativeBinary } from '../support/native.mjs';
import { test } from '../support/runner.mjs';

const kFolder = `${process.env.PANDORA_WEB ?? fileURLToPath(new URL('../../build/web', import.meta.url))}/demos/flights`;

test('demo: the same checksum under node and natively', async () => {
  const { stdout } = await promisify(execFile)(nativeBinary(), ['demo', 'flights', '--files', kFolder, '--data', ':memory:'], { maxBuffer: 1 << 26 });
  const native = /journal checksum ([0-9a-f]{64})/.exec(stdout)?.[1];
  assert.ok(native, stdout.slice(-500));
  assert.equal(await demoUnderNode(kFolder), native);
});

test('demo: the same checksum whenever it runs', async () => {
  assert.equal(await demoUnderNode(kFolder), await demoUnderNode(kFolder));
});
