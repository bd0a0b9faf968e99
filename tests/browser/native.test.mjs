// The browser and the native host side by side: a state file made by one opens in the other, and the console of a native server talks to
// that server.
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from '../support/runner.mjs';
import { api, goTo, kRepoBody, kToken, kWebFolder, makeRepo, openConsole, runDemo, withServer } from './harness.mjs';

async function withFolder(work) {
  const folder = mkdtempSync(join(tmpdir(), 'pandora-browser-'));
  try {
    await work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function ask(url, target) {
  const response = await fetch(url + target, { headers: { Authorization: kToken } });
  return { status: response.status, json: await response.json() };
}

test('native: a state file downloaded from the browser opens in the native server', (harness) =>
  withFolder((folder) =>
    harness.withPage(async (page) => {
      await makeRepo(page, 'travels', ['city=北京\tcount=9007199254740993']);
      const before = JSON.parse((await api(page, 'GET', '/_sim/info')).text);
      await goTo(page, '#/state');
      const download = page.waitForEvent('download');
      await page.getByRole('button', { name: 'Download the state file' }).click();
      const file = join(folder, 'from-browser.db');
      await (await download).saveAs(file);
      assert.equal(readFileSync(file).subarray(0, 15).toString(), 'SQLite format 3');
      await withServer(file, async (url) => {
        const records = await ask(url, '/_sim/repos/travels/records?from=0&limit=10');
        assert.equal(records.status, 200);
        assert.equal(records.json.records[0].record.city, '北京');
        assert.equal((await ask(url, '/_sim/info')).json.checksum, before.checksum);
      });
    }),
  ));

test('native: a state file of the native server opens in the browser, and a file that is none is refused', (harness) =>
  withFolder((folder) =>
    harness.withPage(async (page) => {
      const file = join(folder, 'native.db');
      await withServer(file, async (url) => {
        const headers = { Authorization: kToken };
        assert.equal((await fetch(`${url}/v2/repos/home`, { method: 'POST', headers, body: kRepoBody })).status, 200);
        assert.equal((await fetch(`${url}/v2/repos/home/data`, { method: 'POST', headers, body: 'city=a\tcount=7' })).status, 200);
      });
      await goTo(page, '#/state');
      const upload = async (path, sign) => {
        await page.locator('input[type=file]').setInputFiles(path);
        await page.getByRole('dialog').getByRole('button', { name: 'Replace' }).click();
        await page.getByText(sign).waitFor();
      };
      await upload(file, 'The state was replaced.');
      await goTo(page, '#/repos/home');
      await page.getByText('0–0 of 1').waitFor();
      await goTo(page, '#/state');
      await upload(join(kWebFolder, 'icon.svg'), /no usable state/);
      await goTo(page, '#/repos/home');
      await page.getByText('0–0 of 1').waitFor();
    }),
  ));

test('native: reset asks first and can be undone', (harness) =>
  harness.withPage(async (page) => {
    await makeRepo(page, 'precious', ['city=a\tcount=1']);
    await goTo(page, '#/state');
    await page.getByRole('button', { name: 'Reset' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Delete everything' }).click();
    await page.getByText('The simulator is empty.').waitFor();
    assert.equal((await api(page, 'GET', '/v2/repos/precious')).status, 404);
    await page.getByRole('button', { name: 'Undo' }).click();
    await page.getByText('The state is back as it was.').waitFor();
    assert.equal((await api(page, 'GET', '/v2/repos/precious')).status, 200);
  }));

test('native: the console of a native server talks to it, in every tab, and runs the demo there', (harness) =>
  withFolder((folder) =>
    withServer(join(folder, 'served.db'), (url) =>
      harness.withContext(async (context) => {
        const page = await openConsole(context, `${url}/`);
        await page.getByText('Native server').waitFor();
        const second = await openConsole(context, `${url}/`);
        await second.getByText('Native server').waitFor();
        const native = await runDemo(page, async () => (await ask(url, '/_sim/info')).json.checksum);
        assert.match(native, /^[0-9a-f]{64}$/);
        assert.equal((await ask(url, '/_sim/repos/flights/records?from=0&limit=1')).json.end, 20_000);
        await goTo(second, '#/repos');
        await second.getByRole('link', { name: 'delays', exact: true }).waitFor();
      }),
    ),
  ));
