// The SQL page and the SQL editor: reading as one types, running, completion, the list of functions. Against a native server, whose
// console is the same.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from '../support/runner.mjs';
import { goTo, kToken, openConsole, withServer } from './harness.mjs';

const kSchema = JSON.stringify({
  region: 'nb',
  schema: [
    { key: 'city', valtype: 'string' },
    { key: 'count', valtype: 'long' },
  ],
});

// A console on its SQL page, with a repo `visits` of three records.
function withSql(harness, work, options = {}) {
  return withServer(':memory:', (url) =>
    harness.withContext(async (context) => {
      const headers = { Authorization: kToken };
      assert.equal((await fetch(`${url}/v2/repos/visits`, { method: 'POST', headers, body: kSchema })).status, 200);
      const lines = 'city=北京\tcount=3\ncity=上海\tcount=8\ncity=北京\tcount=4';
      assert.equal((await fetch(`${url}/v2/repos/visits/data`, { method: 'POST', headers, body: lines })).status, 200);
      const page = await openConsole(context, `${url}/#/sql`);
      await page.locator('.cm-content').waitFor();
      await work(page);
    }, options),
  );
}

async function write(page, text) {
  await page.locator('.cm-content').click();
  await page.keyboard.press('Control+a');
  await page.keyboard.insertText(text);
}

const statement = (page) => page.locator('.cm-content').evaluate((element) => [...element.querySelectorAll('.cm-line')].map((line) => line.textContent).join('\n'));
const cells = (page) => page.locator('.sql-rows td').allInnerTexts();

test('sql: an example over a repo is loaded and run with Ctrl+Enter', (harness) =>
  withSql(harness, async (page) => {
    await page.getByRole('button', { name: 'Example over visits' }).click();
    await page.getByText('Yields city string, records bigint, average double').waitFor();
    await page.locator('.cm-content').click();
    await page.keyboard.press('Control+Enter');
    await page.getByText(/^2 rows .* vectorised$/).waitFor();
    assert.deepEqual(await cells(page), ['北京', '2', '3.5', '上海', '1', '8.0']);
    assert.match(await page.locator('.sql-rows th').nth(1).innerText(), /records\s+bigint/);
  }));

test('sql: null differs from text, and the CSV has both', (harness) =>
  withSql(harness, async (page) => {
    await write(page, `select 'NULL' as a, null as b, '' as c, 'x,"y' as d`);
    await page.getByRole('button', { name: 'Run', exact: true }).click();
    await page.locator('.sql-null').waitFor();
    assert.equal(await page.locator('.sql-null').count(), 1);
    const download = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Download as CSV' }).click();
    const text = readFileSync(await (await download).path(), 'utf8');
    assert.equal(text, 'a,b,c,d\r\nNULL,,"","x,""y"\r\n');
  }));

test('sql: a mistake is marked in its place, explained, and cured with one click', (harness) =>
  withSql(harness, async (page) => {
    await write(page, '-- 中文 𝄞\nselect citi from visits');
    const status = page.locator('.sql-reading');
    await status.getByText("cannot resolve '`citi`'").waitFor();
    assert.equal(await status.getAttribute('aria-live'), 'polite');
    assert.equal(await page.locator('.sql-mistake').innerText(), 'citi');
    // The place is a button that puts the cursor there.
    await page.getByRole('button', { name: 'Line 2, position 8' }).click();
    assert.equal(await page.evaluate(() => document.querySelector('.editor > div').shadowRoot.getSelection().toString()), 'citi');
    await page.getByRole('button', { name: 'Put in city' }).click();
    await page.getByText('Yields city string').waitFor();
    assert.equal(await statement(page), '-- 中文 𝄞\nselect city from visits');
    assert.equal(await page.locator('.sql-mistake').count(), 0);
    assert.equal(await page.locator('.sql-keyword').first().innerText(), 'select');
  }));

test('sql: views may stand before the statement, and places count from the top', (harness) =>
  withSql(harness, async (page) => {
    const views = "create temporary view v as select city, count * 2 as twice from visits; -- a ';' in a comment\n";
    await write(page, `${views}select sum(twice) as total from v`);
    await page.getByText('Yields total bigint').waitFor();
    await page.keyboard.press('Control+Enter');
    await page.getByText(/^1 rows/).waitFor();
    assert.deepEqual(await cells(page), ['30']);
    await write(page, `${views}select\n  twise from v`);
    await page.getByRole('button', { name: 'Line 3, position 3' }).waitFor();
    assert.equal(await page.locator('.sql-mistake').innerText(), 'twise');
    await write(page, 'create temporary view v as select nothing from visits; select 1');
    await page.getByText('In the set-up statement 1').waitFor();
  }));

test('sql: names are completed by keyboard, and Tab leaves the editor', (harness) =>
  withSql(harness, async (page) => {
    await page.locator('.cm-content').click();
    await page.keyboard.type('select cit');
    const choices = page.locator('.cm-tooltip').getByRole('option');
    await choices.filter({ hasText: /^city/ }).waitFor();
    await page.keyboard.press('Tab');
    assert.equal(await statement(page), 'select city');
    await page.keyboard.type(', regexp_ext');
    await choices.filter({ hasText: /^regexp_extract/ }).waitFor();
    await page.keyboard.press('Enter');
    assert.equal(await statement(page), 'select city, regexp_extract(');
    await page.keyboard.type("'reg");
    await page.keyboard.press('Control+Space');
    assert.equal(await choices.count(), 0, 'nothing is completed inside quotes');
    await page.keyboard.press('Tab');
    assert.equal(await page.locator('.cm-content').evaluate((element) => element.getRootNode().activeElement === element && document.activeElement === element.getRootNode().host), false);
  }));

test('sql: a click on a field puts it into the statement', (harness) =>
  withSql(harness, async (page) => {
    await write(page, 'select ');
    await page.getByRole('button', { name: 'count long' }).click();
    await page.keyboard.type(' from visits');
    await page.getByText('Yields count bigint').waitFor();
    assert.equal(await statement(page), 'select count from visits');
  }));

test('sql: plan and generated SQL are shown, and the path can be chosen', (harness) =>
  withSql(harness, async (page) => {
    await write(page, 'select city from visits where count > 3');
    await page.getByText('Yields city string').waitFor();
    await page.getByRole('button', { name: 'Plan', exact: true }).click();
    assert.match(await page.locator('pre.code').innerText(), /filter/i);
    await page.getByRole('button', { name: 'Generated SQL' }).click();
    assert.match(await page.locator('pre.code').innerText(), /select/i);
    await page.getByRole('button', { name: 'Schema', exact: true }).click();
    await page.getByRole('cell', { name: 'city' }).waitFor();
    await page.getByRole('combobox', { name: 'Execution path' }).selectOption('sqlite');
    await page.getByRole('button', { name: 'Run', exact: true }).click();
    await page.getByRole('button', { name: 'Result', exact: true }).click();
    await page.getByText(/^2 rows .* SQLite$/).waitFor();
  }));

test('sql: a long result is bounded and says so; a refusal shows the service’s words', (harness) =>
  withSql(harness, async (page) => {
    await write(page, 'select id from range(2000)');
    await page.keyboard.press('Control+Enter');
    await page.getByText('The first 500 of 2,000 rows are shown').waitFor();
    assert.equal(await page.locator('.sql-rows tbody tr').count(), 500);
    await write(page, 'select (select x from values (1), (2) as t(x))');
    await page.getByText('From before the last change').waitFor();
    await page.keyboard.press('Control+Enter');
    await page.getByRole('alert').getByText(/more than one row/i).waitFor();
  }));

test('sql: typing reads the statement once per pause, and nothing else afresh', (harness) =>
  withSql(harness, async (page) => {
    await page.getByText('A click inserts the name.').waitFor();
    const asked = [];
    page.on('request', (request) => asked.push(new URL(request.url()).pathname));
    await page.locator('.cm-content').click();
    await page.keyboard.type('select city from visits', { delay: 10 });
    await page.getByText('Yields city string').waitFor();
    assert.deepEqual([...new Set(asked.filter((path) => !path.endsWith('.js')))].filter((path) => path !== '/_sim/clock'), ['/_sim/sql/explain']);
    assert.ok(asked.filter((path) => path === '/_sim/sql/explain').length < 12, asked.join(' '));
  }));

test('sql: functions are found in both languages, and tried', (harness) =>
  withSql(harness, async (page) => {
    await page.getByRole('link', { name: 'Functions', exact: true }).click();
    await page.getByText('date_format', { exact: true }).waitFor();
    await page.getByRole('searchbox', { name: 'Find a function' }).fill('大写');
    await page.getByText('upper, ucase').waitFor();
    await page.getByRole('link', { name: 'Try it: upper' }).click();
    await page.getByText(/Yields \S+ string/).waitFor();
    assert.match(await statement(page), /^select upper\('abc'\)$/);
  }));

test('sql: the statement in a transform’s body is edited beside it', (harness) =>
  withSql(harness, async (page) => {
    await goTo(page, '#/api/createTransform');
    await page.getByText('The repo Test_Repo is not there yet').waitFor();
    await page.getByRole('textbox', { name: 'Path and query' }).fill('/v2/repos/visits/transforms/t/to/out');
    const sql = page.getByRole('textbox', { name: 'SQL in code' });
    await sql.click();
    await page.keyboard.press('Control+a');
    await page.keyboard.insertText('select city,\n  sum(count) as total\nfrom stream group by city');
    await page.getByText('Yields city string, total bigint').waitFor();
    const body = page.getByRole('textbox', { name: 'Body', exact: true });
    assert.match(await body.innerText(), /"select city,\\n {2}sum\(count\) as total\\nfrom stream group by city"/);
    await sql.click();
    await page.keyboard.press('Control+Enter');
    await page.getByRole('region', { name: 'Answer' }).getByText('200').waitFor();
    // The other way round.
    await body.click();
    await page.keyboard.press('Control+a');
    await page.keyboard.insertText('{"mode": "sql", "code": "select nothing from stream"}');
    await page.getByText("cannot resolve '`nothing`'").waitFor();
  }));

test('sql: in Chinese on a phone, an example is run', (harness) =>
  withSql(
    harness,
    async (page) => {
      await page.getByRole('button', { name: '不需要消息队列的示例' }).click();
      await page.getByRole('button', { name: '运行', exact: true }).click();
      await page.getByText(/^2 行/).waitFor();
      assert.deepEqual(await cells(page), ['PEK', '2', '21.5', 'SHA', '2', '5.0']);
      assert.ok((await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)) <= 0);
    },
    { viewport: { width: 390, height: 844 }, locale: 'zh-CN' },
  ));

test('sql: the tables of schemaInfer’s body are known, and magic variables are no mistake', (harness) =>
  withSql(harness, async (page) => {
    await goTo(page, '#/api/inferSchema');
    const body = page.getByRole('textbox', { name: 'Body', exact: true });
    await body.click();
    await page.keyboard.press('Control+a');
    const schema = Buffer.from('[{"key": "a", "valtype": "long"}]').toString('base64');
    const code = 'select a + 1 as next from t1 where a = $(day)';
    await page.keyboard.insertText(JSON.stringify({ appId: '1', computation: { type: 'sql', code }, sourceSchemas: [{ type: 'batch', tableName: 't1', schema }] }));
    await page.getByText('Yields next bigint').waitFor();
    const sql = page.getByRole('textbox', { name: 'SQL in computation.code' });
    await sql.click();
    await page.keyboard.press('Control+a');
    await page.keyboard.insertText('select b from t1');
    await page.getByText("cannot resolve '`b`'").waitFor();
  }));

test('sql: runs in the tab as it does on a server', (harness) =>
  harness.withPage(async (page) => {
    await goTo(page, '#/sql');
    await page.getByRole('button', { name: 'Example without a repo' }).click();
    await page.getByText('Yields origin string, flights bigint, average double').waitFor();
    await page.getByRole('button', { name: 'Run', exact: true }).click();
    await page.getByText(/^2 rows/).waitFor();
    assert.deepEqual(await cells(page), ['PEK', '2', '21.5', 'SHA', '2', '5.0']);
  }));

test('sql: a repo is queried from its page, and the draft that was there stays', (harness) =>
  withSql(harness, async (page) => {
    await write(page, 'select 1 as mine');
    await page.getByText('Yields mine int').waitFor();
    await goTo(page, '#/repos/visits');
    await page.getByRole('link', { name: 'Query with SQL' }).click();
    await page.getByText('Yields city string, count bigint').waitFor();
    await page.getByRole('link', { name: 'SQL', exact: true }).click();
    await page.getByText('Yields mine int').waitFor();
  }));
