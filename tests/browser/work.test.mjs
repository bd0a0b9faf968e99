// The console at work: what a person did is not lost, what he asked for is in sight, and he is told what stands still and why.
import assert from 'node:assert/strict';
import { test } from '../support/runner.mjs';
import { api, goTo, kDesktop, kPhone, makeRepo, openConsole, ready, withServer } from './harness.mjs';

const kLines = Array.from({ length: 120 }, (_, at) => `city=c${at}\tcount=${at}`);

async function send(page, method, target, body) {
  const answer = await api(page, method, target, JSON.stringify(body), { 'Content-Type': 'application/json' });
  assert.equal(answer.status, 200, `${target}: ${answer.text}`);
}

const inSight = (locator) =>
  locator.evaluate((element) => {
    const { top, bottom } = element.getBoundingClientRect();
    return top >= 0 && bottom <= document.querySelector('.transport').getBoundingClientRect().top;
  });

test('work: a transform shows how far it is and why it stands still, and its SQL is tried', (harness) =>
  harness.withPage(async (page) => {
    await send(page, 'POST', '/_sim/clock', { mode: 'virtual' });
    await makeRepo(page, 'cities', kLines);
    await goTo(page, '#/repos/cities?tab=transforms');
    await page.getByText('No transform reads this repo').waitFor();
    await page.getByRole('link', { name: 'Create a transform' }).click();
    const path = page.getByRole('textbox', { name: 'Path and query' });
    assert.equal(await path.inputValue(), '/v2/repos/cities/transforms/transform_job/to/cities_out');
    await page.getByRole('button', { name: 'Send' }).click();
    await page.getByRole('region', { name: 'Answer' }).getByText('200').waitFor();
    await page.goBack();
    const card = page.getByRole('region', { name: 'transform_job' });
    await card.getByText('120 records behind').waitFor();
    await page.getByRole('button', { name: 'Advance the clock by 5 min' }).click();
    await card.getByText('up to date').waitFor();

    const plugin = { name: 'com.example.Parser', output: [{ name: 'word', type: 'string' }] };
    assert.equal((await api(page, 'POST', '/v2/plugins/com.example.Parser', 'no jar', { 'Content-Type': 'application/java-archive' })).status, 200);
    await send(page, 'POST', '/v2/repos/cities/transforms/words/to/all_words', { mode: 'sql', plugin, code: 'select word from stream', interval: '1m', whence: 'oldest' });
    await send(page, 'POST', '/_sim/clock', { advance: '5m' });
    const failing = page.getByRole('region', { name: 'words' });
    await failing.getByText('The last run failed').waitFor();
    await failing.getByText(/E18216.*binding/).waitFor();
    await failing.getByRole('link', { name: 'com.example.Parser' }).waitFor();

    await card.getByRole('link', { name: 'Try its SQL' }).click();
    await page.getByText('Yields city string, count bigint').waitFor();
    await page.getByRole('button', { name: 'Run', exact: true }).click();
    await page.getByText('120 rows').waitFor();
  }));

for (const [device, viewport] of Object.entries({ desktop: { width: 1280, height: 800 }, phone: kPhone })) {
  test(`work: the answer to a long request comes into sight, ${device}`, (harness) =>
    harness.withPage(
      async (page) => {
        await page.locator('.cm-content').waitFor();
        const answer = page.getByRole('region', { name: 'Answer' });
        assert.equal(await inSight(answer), false);
        await page.getByRole('button', { name: 'Send' }).click();
        await answer.getByText('200').waitFor();
        assert.equal(await inSight(answer.getByText('200')), true);
      },
      { viewport },
      '#/api/createRepo',
    ));
}

test('work: an edited request survives a reload and a look elsewhere, until its example is restored', (harness) =>
  harness.withPage(async (page) => {
    const path = page.getByRole('textbox', { name: 'Path and query' });
    await goTo(page, '#/api/createRepo');
    const example = await path.inputValue();
    await path.fill('/v2/repos/of_mine');
    await page.reload();
    await ready(page);
    assert.equal(await path.inputValue(), '/v2/repos/of_mine');
    await goTo(page, '#/journal');
    await page.getByRole('heading', { level: 1, name: 'Journal' }).waitFor();
    await goTo(page, '#/api/createRepo');
    await page.getByRole('heading', { name: 'Create a repo' }).waitFor();
    assert.equal(await path.inputValue(), '/v2/repos/of_mine');
    await page.getByRole('button', { name: 'Restore the example' }).click();
    assert.equal(await path.inputValue(), example);
    await page.reload();
    await ready(page);
    assert.equal(await path.inputValue(), example);
  }));

test('work: Back and a reload return to where the page was left, and the keyboard goes on in the page', (harness) =>
  harness.withPage(async (page) => {
    await makeRepo(page, 'cities', kLines);
    await goTo(page, '#/repos/cities');
    const row = page.getByRole('cell', { name: 'c49', exact: true });
    await row.waitFor();
    await page.evaluate(() => scrollTo(0, 700));
    await goTo(page, '#/repos');
    await page.getByRole('link', { name: 'cities' }).waitFor();
    assert.equal(await page.evaluate(() => scrollY), 0);
    await page.goBack();
    await page.waitForFunction(() => scrollY === 700);
    await page.reload();
    await page.waitForFunction(() => scrollY === 700);
    await goTo(page, '#/repos');
    await page.getByRole('link', { name: 'cities' }).click();
    await page.getByRole('heading', { level: 1, name: 'cities' }).waitFor();
    await page.waitForFunction(() => document.activeElement?.textContent === 'cities', undefined, { timeout: 5000 });
  }));

test('work: a server that is gone is told of, and the page goes on by itself when it is back', (harness) =>
  withServer(':memory:', (url) =>
    harness.withContext(async (context, errors) => {
      const page = await openConsole(context, `${url}/#/repos`);
      await page.getByText('No repo yet').waitFor();
      await context.setOffline(true);
      await page.getByText('The server does not answer.').waitFor();
      await page.getByText('No answer', { exact: true }).waitFor();
      await context.setOffline(false);
      await ready(page);
      await page.getByText('Native server').waitFor();
      assert.equal(await page.getByText('The server does not answer.').count(), 0);
      errors.length = 0; // the browser reports each request that got no answer
    }),
  ));

test('work: long names and values stay in their frames, short ones whole', (harness) =>
  harness.withPage(
    async (page) => {
      const name = `long_${'x'.repeat(100)}`;
      const fields = Array.from({ length: 60 }, (_, at) => ({ key: `f${at}`, valtype: 'string' }));
      await send(page, 'POST', `/v2/repos/${name}`, { region: 'nb', schema: [...fields, { key: 'list', valtype: 'array', elemtype: 'long' }] });
      const list = JSON.stringify(Array.from({ length: 300 }, (_, at) => at));
      const line = [...fields.map(({ key }) => `${key}=v1`), `list=${list}`].join('\t');
      assert.equal((await api(page, 'POST', `/v2/repos/${name}/data`, line, { 'Content-Type': 'text/plain' })).status, 200);
      for (const hash of [`#/repos/${name}`, '#/repos', '#/journal']) {
        await goTo(page, hash);
        await page.getByRole('table').first().waitFor();
        assert.ok((await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)) <= 0, hash);
      }
      await page.goBack();
      await page.goBack();
      const cell = page.getByRole('cell', { name: 'v1', exact: true }).first();
      await cell.waitFor();
      assert.ok((await cell.evaluate((element) => element.getClientRects()[0].width)) > 30, 'not broken letter by letter');
      // The offset stays in sight beside the last of many fields.
      await page.getByRole('button', { name: 'More' }).scrollIntoViewIfNeeded();
      const offset = page.getByRole('cell', { name: '0', exact: true }).first();
      assert.ok((await offset.boundingBox()).x >= 0);
      const height = async () => (await page.getByRole('row').nth(1).boundingBox()).height;
      const short = await height();
      await page.getByRole('button', { name: 'More' }).click();
      await page.getByText('298,299]').waitFor();
      assert.ok((await height()) > short);
      await page.getByRole('button', { name: 'Less' }).click();
      assert.equal(await height(), short);
    },
    { viewport: kDesktop },
  ));

test('work: of a wide record all is shown below its row; the whole bucket is reached by pages', (harness) =>
  harness.withPage(async (page) => {
    await makeRepo(page, 'cities', kLines);
    await goTo(page, '#/repos/cities');
    await page.getByRole('button', { name: '7', exact: true }).click();
    await page.getByLabel('The whole record: 7').getByText('"c7"').waitFor();
    await page.getByRole('button', { name: '7', exact: true }).click();
    assert.equal(await page.getByLabel('The whole record: 7').count(), 0);
    const fields = Array.from({ length: 140 }, (_, at) => ({ key: `f${at}`, valtype: 'long' }));
    await send(page, 'POST', '/v2/repos/wide', { region: 'nb', schema: fields });
    const line = fields.map(({ key }, at) => `${key}=${at}`).join('\t');
    assert.equal((await api(page, 'POST', '/v2/repos/wide/data', line, { 'Content-Type': 'text/plain' })).status, 200);
    await goTo(page, '#/repos/wide');
    await page.getByText('The first 100 of 140 fields.').waitFor();
    assert.equal(await page.getByRole('columnheader', { name: 'f139' }).count(), 0);
    await page.getByRole('button', { name: 'Show all fields' }).click();
    await page.getByRole('columnheader', { name: 'f139' }).waitFor();
    await goTo(page, '#/repos/cities');
    await page.getByRole('link', { name: 'Delete this repo' }).click();
    assert.equal(await page.getByRole('textbox', { name: 'Path and query' }).inputValue(), '/v2/repos/cities');
    await page.evaluate(async () => {
      for (let at = 0; at < 201; at++) await fetch(`/_sim/objects/box/k${String(at).padStart(3, '0')}`, { method: 'PUT', body: 'x' });
    });
    await goTo(page, '#/buckets/box');
    await page.getByRole('link', { name: 'k199' }).waitFor();
    await page.getByRole('link', { name: 'The next 200' }).click();
    await page.getByRole('link', { name: 'k200' }).waitFor();
    assert.equal(await page.getByRole('row').count(), 2);
    await page.getByRole('link', { name: 'From the beginning' }).click();
    await page.getByRole('link', { name: 'k000' }).waitFor();
    await goTo(page, '#/buckets/none');
    await page.getByText('This bucket has no objects').waitFor();
  }));

test('work: the example of a push fits the repo it is offered for, and a tab is named after what it shows', (harness) =>
  harness.withPage(async (page) => {
    const plain = ['string', 'long', 'float', 'date', 'boolean', 'jsonstring'].map((valtype) => ({ key: valtype, valtype, required: true }));
    const inner = plain.slice(0, 4).map((field) => ({ ...field, required: false }));
    const map = { key: 'm', valtype: 'map', required: true, schema: [...inner, { key: 'deep', valtype: 'map', schema: inner }] };
    const lists = ['string', 'float'].map((elemtype) => ({ key: `of_${elemtype}`, valtype: 'array', elemtype, required: true }));
    await send(page, 'POST', '/v2/repos/kinds', { region: 'nb', schema: [...plain, ...lists, map] });
    await goTo(page, '#/repos/kinds');
    await page.getByText('No records yet').waitFor();
    assert.equal(await page.title(), 'kinds · Repos · Pandora Sim');
    await page.getByRole('link', { name: 'Push records' }).click();
    await page.getByRole('button', { name: 'Send' }).click();
    await page.getByRole('region', { name: 'Answer' }).getByText('200').waitFor();
    // The list beside the request shows the one that is open, far down as it may be.
    await goTo(page, '#/api/getClock');
    await page.getByRole('heading', { name: 'Show the clock' }).waitFor();
    assert.equal(await inSight(page.getByRole('link', { name: /Show the clock/ })), true);
  }));

test('work: one of many repos is found by its name, and an offset beyond the end says so', (harness) =>
  harness.withPage(async (page) => {
    for (let at = 0; at < 14; at++) await makeRepo(page, `city_${at}`, kLines.slice(0, 3));
    await goTo(page, '#/repos');
    const find = page.getByRole('searchbox', { name: 'Find a repo' });
    await find.fill('Y_13');
    await page.getByRole('link', { name: 'city_12' }).waitFor({ state: 'detached' });
    assert.equal(await page.getByRole('row').count(), 2);
    await find.fill('nothing like it');
    await page.getByText('No repo has a name like that.').waitFor();
    await goTo(page, '#/repos/city_13?from=99');
    await page.getByText('The newest offset is 2.').waitFor();
  }));

test('work: on a phone the navigation shows where one is', (harness) =>
  harness.withPage(
    async (page) => {
      const link = page.getByRole('navigation', { name: 'Main navigation' }).getByRole('link', { name: 'State' });
      await page.getByRole('heading', { level: 1, name: 'State' }).waitFor();
      await page.waitForFunction((element) => element.getBoundingClientRect().right <= innerWidth, await link.elementHandle());
      await goTo(page, '#/api');
      await page.getByRole('searchbox').waitFor();
      await page.waitForFunction((element) => element.getBoundingClientRect().left > innerWidth, await link.elementHandle());
    },
    { viewport: kPhone },
    '#/state',
  ));

test('work: a paused demo goes on or starts over', (harness) =>
  harness.withPage(async (page) => {
    await page.getByRole('button', { name: 'Next step' }).click();
    await page.getByText('Step 2 of', { exact: false }).waitFor();
    await page.getByRole('button', { name: 'Start over' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Cancel' }).click();
    await page.getByText('Step 2 of', { exact: false }).waitFor();
    await page.getByRole('button', { name: 'Go on' }).click();
    await page.locator('.demo-progress [role=status]').filter({ hasText: 'Done' }).waitFor({ timeout: 100_000 });
    assert.equal(await page.getByRole('button', { name: 'Start over' }).count(), 0);
  }));

test('work: on paper there is the page alone, dark on light', (harness) =>
  harness.withPage(
    async (page) => {
      await makeRepo(page, 'cities', kLines);
      await goTo(page, '#/repos/cities');
      await page.getByRole('cell', { name: 'c49', exact: true }).waitFor();
      await page.getByRole('button', { name: /^Colours/ }).click();
      await page.getByRole('button', { name: /^Colours: light/ }).click();
      await page.getByRole('button', { name: /^Colours: dark/ }).waitFor();
      await page.emulateMedia({ media: 'print' });
      for (const part of ['.side', '.transport', '.pager', '.tabs']) assert.equal(await page.locator(part).first().isVisible(), false, part);
      const [text, ground] = await page.evaluate(() => [getComputedStyle(document.body).color, getComputedStyle(document.body).backgroundColor].map((rgb) => Number(/\d+/.exec(rgb)[0])));
      assert.ok(text < 80 && ground > 200, `${text} on ${ground}`);
    },
  ));
