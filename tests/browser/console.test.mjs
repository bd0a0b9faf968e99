// The console as a person uses it: requests, repos, records, the clock, languages; everything still there after a reload.
import assert from 'node:assert/strict';
import { test } from '../support/runner.mjs';
import { api, goTo, kRepoBody, makeRepo, ready } from './harness.mjs';

test('console: loads under a sub-path, interactive, without errors', (harness) =>
  harness.withPage(async (page) => {
    assert.equal(await page.title(), 'Pandora Sim · The Pandora pipeline in a box');
    for (const name of ['API', 'Repos', 'SQL', 'Buckets', 'Journal', 'State']) {
      await page.getByRole('link', { name, exact: true }).first().click();
      await page.getByRole('heading', { level: 1, name: name === 'API' ? 'API' : name }).waitFor();
    }
    assert.equal(await page.evaluate(() => crossOriginIsolated), false, 'no special headers');
  }));

test('console: a documented request is picked, edited, sent, and its answer shown', (harness) =>
  harness.withPage(async (page) => {
    await goTo(page, '#/api');
    await page.getByRole('searchbox', { name: 'Find a request' }).fill('create repo');
    await page.getByRole('link', { name: /Create a repo$/ }).click();
    await page.getByRole('textbox', { name: 'Path and query' }).fill('/v2/repos/cities');
    await page.getByRole('button', { name: 'Send' }).click();
    const answer = page.getByRole('region', { name: 'Answer' });
    await answer.getByText('200').waitFor();
    assert.match(await answer.innerText(), /\{\}/);
    assert.match(await answer.innerText(), /ms/);
    await answer.getByText('Headers of the answer').click();
    await answer.getByText(/x-reqid/i).waitFor();
    // The same again is refused as documented, and both stand in the list of what was sent.
    await page.getByRole('button', { name: 'Send' }).click();
    await answer.getByText('409').waitFor();
    assert.match(await answer.innerText(), /E18101/);
    assert.equal(await page.locator('.sent-list li').count(), 2);
    await goTo(page, '#/repos');
    await page.getByRole('link', { name: 'cities' }).waitFor();
  }));

test('console: the body can be edited in the code editor, and Ctrl+Enter sends', (harness) =>
  harness.withPage(async (page) => {
    await goTo(page, '#/api/createRepo');
    await page.locator('.cm-content').waitFor();
    await page.locator('.cm-content').click();
    await page.keyboard.press('Control+a');
    await page.keyboard.type('{"region": "nb", "schema": []}');
    await page.keyboard.press('Control+Enter');
    await page.getByRole('region', { name: 'Answer' }).getByText('E18105').waitFor();
  }));

test('console: copies a request as curl', (harness) =>
  harness.withPage(
    async (page) => {
      await goTo(page, '#/api/pushData');
      await page.getByRole('button', { name: 'Copy as curl' }).click();
      await page.getByText('Copied').waitFor();
      const text = await page.evaluate(() => navigator.clipboard.readText());
      assert.match(text, /^curl -X POST 'http:\/\/127\.0\.0\.1:\d+\/v2\/repos\/\w+\/data'/);
      assert.match(text, /--data-binary/);
    },
    { permissions: ['clipboard-read', 'clipboard-write'] },
  ));

test('console: records are shown by offset, a page at a time', (harness) =>
  harness.withPage(async (page) => {
    await makeRepo(page, 'cities', Array.from({ length: 120 }, (_, i) => `city=c${i}\tcount=${i}`));
    await goTo(page, '#/repos/cities');
    await page.getByText('0–49 of 120').waitFor();
    await page.getByRole('button', { name: 'Later' }).click();
    await page.getByText('50–99 of 120').waitFor();
    await page.getByRole('button', { name: 'Newest' }).click();
    await page.getByText('70–119 of 120').waitFor();
    await page.getByRole('cell', { name: 'c119', exact: true }).waitFor();
    await page.getByRole('textbox', { name: 'Go to offset' }).fill('42');
    await page.keyboard.press('Enter');
    await page.getByText('42–91 of 120').waitFor();
    await page.getByRole('link', { name: 'Schema' }).click();
    await page.getByRole('cell', { name: 'long' }).waitFor();
  }));

test('console: integers beyond 2^53 keep their digits', (harness) =>
  harness.withPage(async (page) => {
    await makeRepo(page, 'big', ['city=x\tcount=9223372036854775807']);
    await goTo(page, '#/repos/big');
    await page.getByRole('cell', { name: '9223372036854775807' }).waitFor();
  }));

test('console: a reload keeps state, place and list of sent requests', (harness) =>
  harness.withPage(async (page) => {
    await makeRepo(page, 'kept', ['city=a\tcount=1', 'city=b\tcount=2']);
    await goTo(page, '#/repos/kept');
    await page.getByText('0–1 of 2').waitFor();
    await page.reload();
    await ready(page);
    await page.getByText('0–1 of 2').waitFor();
    await page.getByRole('cell', { name: 'b', exact: true }).waitFor();
  }));

test('console: objects are listed, viewed, deleted with confirmation, and restored', (harness) =>
  harness.withPage(async (page) => {
    assert.equal((await api(page, 'PUT', '/_sim/objects/box/a/b.json', '{"n":12345678901234567890}')).status, 200);
    await goTo(page, '#/buckets');
    await page.getByRole('link', { name: 'box' }).click();
    await page.getByRole('link', { name: 'a/b.json' }).click();
    await page.getByText('12345678901234567890').waitFor();
    const download = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Download' }).click();
    assert.equal((await download).suggestedFilename(), 'b.json');
    await page.getByRole('button', { name: 'Delete' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Cancel' }).click();
    assert.equal((await api(page, 'GET', '/_sim/objects/box/a/b.json')).status, 200);
    await page.getByRole('button', { name: 'Delete' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
    await page.getByText('Deleted a/b.json').waitFor();
    assert.equal((await api(page, 'GET', '/_sim/objects/box/a/b.json')).status, 404);
    await page.getByRole('button', { name: 'Undo' }).click();
    await page.getByText('Restored a/b.json').waitFor();
    assert.equal((await api(page, 'GET', '/_sim/objects/box/a/b.json')).status, 200);
  }));

test('console: a gzip object is unpacked for view', (harness) =>
  harness.withPage(async (page) => {
    await api(page, 'GET', '/_sim/health');
    await page.evaluate(async () => {
      const packed = new Blob(['line one\nline two\n']).stream().pipeThrough(new CompressionStream('gzip'));
      await fetch('/_sim/objects/box/x.gz', { method: 'PUT', body: await new Response(packed).arrayBuffer() });
    });
    await goTo(page, '#/buckets/box?key=x.gz');
    await page.getByText('Unpacked from gzip').waitFor();
    await page.getByText('line two').waitFor();
  }));

test('console: the clock is paused, advanced, run fast and set back to real', (harness) =>
  harness.withPage(async (page) => {
    const clock = async () => JSON.parse((await api(page, 'GET', '/_sim/clock')).text);
    await page.getByRole('button', { name: 'Pause' }).click();
    await page.getByRole('button', { name: 'Play' }).waitFor();
    const before = await clock();
    assert.equal(before.mode, 'virtual');
    assert.equal(before.scale, 0);
    await page.getByRole('button', { name: 'Advance the clock by 1 hour' }).click();
    await page.waitForFunction((then) => Date.parse(document.querySelector('.clock-time').dateTime) === Date.parse(then) + 3600_000, before.now);
    await page.getByRole('button', { name: 'Speed ×3600' }).click();
    await page.waitForFunction((then) => Date.parse(document.querySelector('.clock-time').dateTime) > Date.parse(then) + 3600_000 + 3_600_000, before.now);
    await page.getByRole('button', { name: 'Real time' }).click();
    await page.locator('.clock-mode').filter({ hasText: 'Real time' }).waitFor();
    assert.equal((await clock()).mode, 'real');
  }));

test('console: advancing from real time stops the clock first, in one request', (harness) =>
  harness.withPage(async (page) => {
    await page.getByRole('button', { name: 'Advance the clock by 1 day' }).click();
    await page.locator('.clock-mode').filter({ hasText: 'Paused' }).waitFor();
    const journal = JSON.parse((await api(page, 'GET', '/_sim/journal')).text);
    assert.equal(journal.entries.length, 1);
  }));

test('console: the journal lists what changed something and what was refused', (harness) =>
  harness.withPage(async (page) => {
    assert.equal((await api(page, 'POST', '/v2/repos/j1', kRepoBody)).status, 200);
    assert.equal((await api(page, 'DELETE', '/v2/repos/nosuch')).status, 404);
    await goTo(page, '#/journal');
    const table = page.getByRole('table', { name: 'Journal' });
    await table.getByText('/v2/repos/j1').waitFor();
    await table.getByText(/E18102/).waitFor();
  }));

test('console: switches language, keeps the choice, and says so to screen readers', (harness) =>
  harness.withPage(async (page) => {
    await page.getByRole('button', { name: '中文' }).click();
    await page.getByRole('heading', { level: 1, name: '一条完整的数据管道，装在盒子里' }).waitFor();
    assert.equal(await page.evaluate(() => document.documentElement.lang), 'zh-CN');
    await page.reload();
    await page.getByRole('button', { name: '全部运行' }).waitFor();
    await page.getByRole('button', { name: 'English' }).click();
    await page.getByRole('button', { name: 'Run all' }).waitFor();
    assert.equal(await page.evaluate(() => document.documentElement.lang), 'en');
  }));

test('console: begins in Chinese for a Chinese browser', (harness) =>
  harness.withPage(
    async (page) => {
      await page.getByRole('link', { name: '消息队列' }).first().click();
      await page.getByText('还没有消息队列').waitFor();
    },
    { locale: 'zh-CN' },
  ));

test('console: colours follow the switch', (harness) =>
  harness.withPage(async (page) => {
    const ground = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    const light = await ground();
    await page.getByRole('button', { name: /Colours/ }).click();
    await page.getByRole('button', { name: /Colours/ }).click();
    assert.notEqual(await ground(), light);
    await page.reload();
    await ready(page);
    assert.notEqual(await ground(), light, 'kept over a reload');
  }));

test('console: an unknown address and a repo that is not there say so', (harness) =>
  harness.withPage(async (page) => {
    await goTo(page, '#/nowhere');
    await page.getByText('There is no such page').waitFor();
    await goTo(page, '#/repos/nosuch');
    await page.getByRole('alert').getByText(/E18102/).waitFor();
  }));
