// The pages of sinks: what exports have written, as what it is. Against a native server with exports of every kind.
import assert from 'node:assert/strict';
import { test } from '../support/runner.mjs';
import { goTo, openConsole, withServer } from './harness.mjs';
import { client, fillSinks, kCities } from './sink_data.mjs';

function withSinks(harness, work, options = {}) {
  return withServer(':memory:', (url) =>
    harness.withContext(async (context) => {
      const send = client(url);
      await fillSinks(send);
      await work(await openConsole(context, `${url}/#/sinks`), send, url);
    }, options),
  );
}

test('sinks: an empty list says how to make one, and its examples run', (harness) =>
  withServer(':memory:', (url) =>
    harness.withContext(async (context) => {
      const page = await openConsole(context, `${url}/#/sinks`);
      await page.getByText('Nothing has been exported yet').waitFor();
      const send = client(url);
      await page.getByRole('link', { name: 'First: create the repo' }).click();
      const answer = page.getByRole('region', { name: 'Answer' });
      await page.getByRole('button', { name: 'Send' }).click();
      await answer.getByText('200').waitFor();
      const kinds = ['Log repo', 'Time series', 'Report table', 'Document collection', 'HTTP delivery', 'Files in a bucket'];
      for (const kind of kinds) {
        await goTo(page, '#/sinks');
        await page.getByRole('link', { name: `Example request: ${kind}` }).click();
        await page.getByRole('button', { name: 'Send' }).click();
        await answer.getByText('200').or(answer.getByText(/^4\d\d$/)).first().waitFor();
        assert.equal(await answer.locator('.badge').innerText(), '200', `${kind}: ${await answer.locator('pre').innerText()}`);
      }
      assert.equal((await send('GET', '/v2/repos/Test_Repo/exports')).exports.length, 6);
    }),
  ));

test('sinks: the list has all kinds with counts, and leads to each', (harness) =>
  withSinks(harness, async (page) => {
    const found = async (name, count) => {
      const row = page.getByRole('row').filter({ has: page.getByRole('link', { name, exact: true }) });
      await row.waitFor();
      assert.match(await row.innerText(), new RegExp(`\\b${count}$`));
    };
    await found('visits_log', 120);
    await found('visits_db / visits', 120);
    await found('visits_report / visits', 120);
    await found('visits_docs / towns', 3);
    await found('visits / to_http', 0);
    await found('visits-box', '[1-9]');
    for (const [name, heading] of [['visits_log', 'visits_log'], ['visits_docs / towns', 'visits_docs / towns'], ['visits-box', 'visits-box']]) {
      await goTo(page, '#/sinks');
      await page.getByRole('link', { name, exact: true }).click();
      await page.getByRole('heading', { level: 1, name: heading }).waitFor();
    }
  }));

test('sinks: a log repo is searched, newest first, with counts over time and pages', (harness) =>
  withSinks(harness, async (page) => {
    await goTo(page, '#/sinks/logdb/visits_log');
    await page.getByText('120 records match').waitFor();
    assert.match(await page.locator('.log-hit').first().innerText(), /hits\s+119/);
    assert.equal(await page.locator('.log-hit').count(), 50);
    await page.getByRole('link', { name: 'Next page' }).click();
    await page.getByText('51–100 of 120').waitFor();
    await page.getByRole('searchbox', { name: 'Query' }).fill('note:"disk full" AND city:北京');
    await page.keyboard.press('Enter');
    await page.getByText('4 records match').waitFor();
    assert.match(await page.locator('.log-hit').first().innerText(), /hits\s+90/);
    const picture = page.getByRole('img', { name: /Counts over at: 4 records/ });
    await picture.waitFor();
    assert.equal(await picture.locator('.histogram-bar').evaluateAll((bars) => bars.filter((bar) => Number(bar.getAttribute('height')) > 0).length), 4);
    await page.getByRole('combobox', { name: 'Order' }).selectOption('hits:asc');
    await page.waitForFunction(() => /hits\s+0\b/.test(document.querySelector('.log-hit')?.innerText ?? ''));
    await page.goBack();
    await page.waitForFunction(() => /hits\s+90/.test(document.querySelector('.log-hit')?.innerText ?? ''));
  }));

test('sinks: a mistake in a query is shown at its place, and the syntax help runs', (harness) =>
  withSinks(harness, async (page) => {
    await goTo(page, '#/sinks/logdb/visits_log');
    const input = page.getByRole('searchbox', { name: 'Query' });
    await input.fill('city:北京 AND )');
    await page.keyboard.press('Enter');
    const alert = page.getByRole('alert');
    await alert.getByText('The query has a mistake').waitFor();
    assert.equal(await alert.locator('mark').innerText(), ')');
    assert.equal(await input.getAttribute('aria-invalid'), 'true');
    await page.getByRole('button', { name: 'Go to character 13' }).click();
    assert.deepEqual(await input.evaluate((element) => [element.selectionStart, element.selectionEnd]), [12, 13]);
    await page.getByText('How to write a query').click();
    await page.getByRole('button', { name: '"disk full"' }).click();
    await page.getByText('12 records match').waitFor();
    assert.equal(await alert.count(), 0);
  }));

test('sinks: a series is a chart and a table, by tag and by step', (harness) =>
  withSinks(harness, async (page) => {
    await goTo(page, '#/sinks/tsdb/visits_db/visits');
    await page.getByRole('img', { name: /mean\(hits\), a point every 1m/ }).locator('canvas').waitFor();
    await page.getByRole('combobox', { name: 'Step' }).selectOption('1h');
    await page.getByRole('combobox', { name: 'Aggregate' }).selectOption('sum');
    await page.getByRole('combobox', { name: 'By tag' }).selectOption('city');
    await page.getByRole('img', { name: /sum\(hits\), a point every 1h/ }).waitFor();
    const values = page.getByRole('region', { name: 'The values' });
    await values.getByRole('cell', { name: '上海' }).first().waitFor();
    // 0 + 3 + ... + 57 of the first hour, in Beijing time.
    const row = values.getByRole('row').filter({ hasText: '2017-06-01 12:00:00' }).filter({ hasText: '北京' });
    assert.match(await row.innerText(), /\b570$/);
    assert.deepEqual((await page.locator('.legend li').allInnerTexts()).sort(), [...kCities].sort());
  }));

test('sinks: a report table has its rows, and the SQL pad reads it', (harness) =>
  withSinks(harness, async (page) => {
    await goTo(page, '#/sinks/report/visits_report/visits');
    await page.getByText('1–50 of 120').waitFor();
    assert.deepEqual((await page.getByRole('columnheader').allInnerTexts()).slice(1), ['town', 'hits']);
    await page.getByRole('link', { name: 'Query with SQL' }).click();
    await page.getByText('Yields town string, hits bigint').waitFor();
    await page.locator('.cm-content').click();
    await page.keyboard.press('Control+a');
    await page.keyboard.insertText('select town, sum(hits) as total from visits group by town order by total limit 1');
    await page.getByText('Yields town string, total bigint').waitFor();
    await page.keyboard.press('Control+Enter');
    await page.getByText(/^1 rows/).waitFor();
    assert.deepEqual(await page.locator('.sql-rows td').allInnerTexts(), ['北京', '2340']);
    await goTo(page, '#/sql');
    await page.getByRole('button', { name: 'Example without a repo' }).waitFor();
  }));

test('sinks: documents are found by example, and what is no JSON is told', (harness) =>
  withSinks(harness, async (page) => {
    await goTo(page, '#/sinks/mongo/visits_docs/towns?host=db%3A27017');
    await page.getByText('Documents: 3').waitFor();
    const type = async (text) => {
      await page.locator('.cm-content').click();
      await page.keyboard.press('Control+a');
      await page.keyboard.insertText(text);
      await page.keyboard.press('Control+Enter');
    };
    await type('{"hits": {"$gte": 118}, "city": "Xi_an"}');
    await page.getByText('Documents: 1').waitFor();
    assert.match(await page.locator('ol pre.code').innerText(), /"hits": 119/);
    await type('{hits: 1}');
    await page.getByText('The example is no JSON object.').waitFor();
    await type('{"hits": -1}');
    await page.getByText('No document looks like that').waitFor();
    await page.getByRole('link', { name: 'Show all' }).click();
    await page.getByText('Documents: 3').waitFor();
  }));

test('sinks: a delivery that waits says why, shows its bytes and is retried', (harness) =>
  withSinks(harness, async (page, send) => {
    await goTo(page, '#/sinks/http/visits/to_http');
    await page.getByText('0 records delivered, 120 wait').waitFor();
    const row = page.getByRole('row').filter({ has: page.getByRole('link', { name: 'Body of delivery 1' }) });
    await row.waitFor();
    assert.match(await row.innerText(), /0–119/);
    await page.getByRole('link', { name: 'Body of delivery 1' }).click();
    const body = page.locator('pre.code');
    await body.first().waitFor();
    assert.match(await body.first().innerText(), /"city"/);
    const before = (await send('GET', '/_sim/info')).journal.length;
    await page.getByRole('button', { name: 'Retry now' }).click();
    await page.getByText('The waiting delivery is due now.').waitFor();
    assert.ok((await send('GET', '/_sim/info')).journal.length > before);
    await goTo(page, '#/sinks/http/visits/to_http?state=delivered');
    await page.getByText('No deliveries', { exact: true }).waitFor();
  }));

test('sinks: a repo shows its exports, how far each is, and why records were rejected', (harness) =>
  withServer(':memory:', (url) =>
    harness.withContext(async (context) => {
      const send = client(url);
      await send('POST', '/v2/repos/dates', { region: 'nb', schema: [{ key: 'at', valtype: 'string' }, { key: 'n', valtype: 'long' }] });
      await send('POST', '/v2/repos/dates/exports/points', {
        type: 'tsdb',
        spec: { destRepoName: 'dates_db', series: 'dates', tags: {}, fields: { n: '#n' }, timestamp: '#at' },
      });
      await send('POST', '/v2/repos/dates/data', 'at=2017-06-01T12:00:00Z\tn=1\nat=some day\tn=2\nat=2017-06-02T12:00:00Z\tn=3', 'text/plain');
      await send('POST', '/_sim/clock', { mode: 'virtual' });
      await send('POST', '/_sim/clock', { advance: '2m' });
      const page = await openConsole(context, `${url}/#/repos/dates?tab=exports`);
      const card = page.getByRole('region', { name: 'points', exact: true });
      await card.getByText('up to date').waitFor();
      await card.locator('summary').filter({ hasText: 'Rejected records and why' }).click();
      const row = card.getByRole('row').filter({ hasText: 'some day' });
      await row.waitFor();
      await row.getByRole('link', { name: '1', exact: true }).click();
      await page.getByRole('cell', { name: 'some day' }).waitFor();
      await page.goBack();
      await card.getByRole('link', { name: 'points: Open what it writes' }).click();
      await page.getByRole('heading', { level: 1, name: 'dates_db / dates' }).waitFor();
    }),
  ));

test('sinks: by keyboard alone a log repo is found and searched', (harness) =>
  withSinks(harness, async (page) => {
    const tabTo = async (locator) => {
      for (let i = 0; i < 60; i++) {
        if (await locator.evaluate((element) => element === document.activeElement)) return;
        await page.keyboard.press('Tab');
      }
      assert.fail('not reached by Tab');
    };
    const link = page.getByRole('link', { name: 'visits_log' });
    await link.waitFor();
    await tabTo(link);
    await page.keyboard.press('Enter');
    const input = page.getByRole('searchbox', { name: 'Query' });
    await input.waitFor();
    await tabTo(input);
    await page.keyboard.type('hits:>=118');
    await page.keyboard.press('Enter');
    await page.getByText('2 records match').waitFor();
    const whole = page.getByLabel('Record 119, As JSON');
    await whole.waitFor();
    await tabTo(whole);
    await page.keyboard.press('Enter');
    await page.getByLabel('Record 119', { exact: true }).getByText('"hits"').waitFor();
  }));
