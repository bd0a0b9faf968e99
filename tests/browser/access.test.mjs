// Accessibility: axe on every page in both schemes and at both widths, the keyboard alone, and no sideways scrolling on a phone.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { axePath } from '../support/browser.mjs';
import { test } from '../support/runner.mjs';
import { api, goTo, kDesktop, kPhone, makeRepo } from './harness.mjs';
import { fillSinks } from './sink_data.mjs';

const kAxe = readFileSync(axePath(), 'utf8');
const kPlaces = [
  ['#/', 'Guided demo'],
  ['#/api', 'Find a request'],
  ['#/api/createRepo', 'Copy as curl'],
  ['#/api/createTransform', 'SQL in code'],
  ['#/repos', 'cities'],
  ['#/repos/cities', 'of 60'],
  ['#/repos/cities?tab=schema', 'As the API answers it'],
  ['#/repos/cities?tab=transforms', '60 records behind'],
  ['#/repos/visits?tab=exports', 'up to date'],
  ['#/sinks', 'Log repos'],
  ['#/sinks/logdb/visits_log', '120 records match'],
  ['#/sinks/logdb/visits_log?q=%E5%8C%97%20AND%20)', 'The query has a mistake'],
  ['#/sinks/tsdb/visits_db/visits?by=city', 'The values'],
  ['#/sinks/report/visits_report/visits', '1–50 of 120'],
  ['#/sinks/mongo/visits_docs/towns', 'Documents: 3'],
  ['#/sinks/http/visits/to_http', '120 wait'],
  ['#/sinks/http/visits/to_http?body=1', 'Body of delivery 1'],
  ['#/plugins', 'Upload a plugin'],
  ['#/plugins/com.example.Parser', 'Check it against the repo'],
  ['#/sql', 'Functions'],
  ['#/sql?code=select%20city%2C%20cuont%20from%20cities', 'Line 1, position 14'],
  ['#/sql/functions', 'date_format'],
  ['#/buckets', 'box'],
  ['#/buckets/box', 'a/b.json'],
  ['#/buckets/box?key=a%2Fb.json', 'hello'],
  ['#/journal', 'Checksum'],
  ['#/state', 'Journal checksum'],
  ['#/nowhere', 'There is no such page'],
];

async function fill(page) {
  await makeRepo(page, 'cities', Array.from({ length: 60 }, (_, i) => `city=c${i}\tcount=${i}`));
  await api(page, 'PUT', '/_sim/objects/box/a/b.json', '{"hello": [1, true, null, "x"]}');
  await api(page, 'POST', '/v2/repos/cities', '{}');
  await api(page, 'POST', '/v2/plugins/com.example.Parser', 'no jar', { 'Content-Type': 'application/java-archive' });
  await fillSinks(async (method, target, body, type = 'application/json') => {
    const answer = await api(page, method, target, typeof body === 'string' ? body : JSON.stringify(body), { 'Content-Type': type });
    assert.equal(answer.status, 200, `${target}: ${answer.text}`);
  });
  const copy = { mode: 'sql', code: 'select * from stream', interval: '5m', whence: 'oldest' };
  await api(page, 'POST', '/v2/repos/cities/transforms/copy/to/copies', JSON.stringify(copy), { 'Content-Type': 'application/json' });
}

async function violations(page) {
  await page.evaluate(kAxe);
  return page.evaluate(async () => {
    const { violations: found } = await globalThis.axe.run(document);
    return found
      .filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .map(({ id, nodes }) => `${id}: ${nodes.map((node) => `${node.target.join(' ')} ${node.any[0]?.message ?? ''}`).join('; ')}`);
  });
}

for (const colorScheme of ['light', 'dark']) {
  for (const [device, viewport] of Object.entries({ desktop: kDesktop, phone: kPhone })) {
    test(`access: axe finds nothing serious on any page, ${colorScheme}, ${device}`, (harness) =>
      harness.withPage(
        async (page) => {
          const found = [];
          const empty = [['#/sinks', 'Nothing has been exported yet'], ['#/plugins', 'No plugin yet'], null];
          for (const place of [...empty, ...kPlaces]) {
            if (!place) await fill(page);
            if (!place) continue;
            const [hash, sign] = place;
            await goTo(page, hash);
            const shown = page.getByText(sign).or(page.getByPlaceholder(sign)).locator('visible=true');
            await shown.first().waitFor();
            found.push(...(await violations(page)).map((text) => `${hash} ${text}`));
            const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
            if (wide > 0) found.push(`${hash} is ${wide} px wider than the window`);
          }
          assert.deepEqual(found, []);
        },
        { colorScheme, viewport },
      ));
  }
}

test('access: no page scrolls sideways at 360 px, in Chinese', (harness) =>
  harness.withPage(
    async (page) => {
      await fill(page);
      for (const [hash] of kPlaces) {
        await goTo(page, hash);
        await page.waitForFunction(() => document.querySelector('h1') !== null && !document.body.innerText.includes('加载中'));
        assert.ok((await page.evaluate(() => document.documentElement.scrollWidth)) <= 360, hash);
      }
    },
    { viewport: { width: 360, height: 740 }, locale: 'zh-CN' },
  ));

async function tabTo(page, locator, limit = 60) {
  for (let i = 0; i < limit; i++) {
    if (await locator.evaluate((element) => element === document.activeElement).catch(() => false)) return;
    await page.keyboard.press('Tab');
  }
  assert.fail('not reached by Tab');
}

test('access: by keyboard alone a repo is created and found', (harness) =>
  harness.withPage(async (page) => {
    await page.keyboard.press('Tab');
    assert.equal(await page.evaluate(() => document.activeElement?.textContent), 'Skip to the content');
    await page.keyboard.press('Enter');
    assert.equal(await page.evaluate(() => document.activeElement?.id), 'main');
    await page.keyboard.press('Shift+Tab'); // back to the navigation's end
    await tabTo(page, page.getByRole('link', { name: 'Send a documented request' }));
    await page.keyboard.press('Enter');
    await page.getByRole('searchbox').waitFor();
    await tabTo(page, page.getByRole('searchbox'));
    await page.keyboard.type('create a repo');
    const row = page.getByRole('link', { name: /Create a repo$/ });
    await tabTo(page, row);
    await page.keyboard.press('Enter');
    const path = page.getByRole('textbox', { name: 'Path and query' });
    await path.waitFor();
    await tabTo(page, path);
    await page.keyboard.press('Control+a');
    await page.keyboard.type('/v2/repos/by_keyboard');
    await page.keyboard.press('Enter');
    await page.getByRole('region', { name: 'Answer' }).getByText('200').waitFor();
    await goTo(page, '#/state');
    const reset = page.getByRole('button', { name: 'Reset' });
    await reset.waitFor();
    await tabTo(page, reset);
    await page.keyboard.press('Enter');
    await page.getByRole('dialog').waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'hidden' });
    await tabTo(page, page.getByRole('link', { name: 'Repos', exact: true }));
    await page.keyboard.press('Enter');
    await page.getByRole('link', { name: 'by_keyboard' }).waitFor();
  }));
