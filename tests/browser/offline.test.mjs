// Offline after the first visit, and the simulated API for page code with plain fetch.
import assert from 'node:assert/strict';
import { test } from '../support/runner.mjs';
import { serveFolder } from '../support/static_server.mjs';
import { api, goTo, kWebFolder, makeRepo, openConsole, ready } from './harness.mjs';

test('offline: after one visit everything works without the server, the demo\'s data too', (harness) =>
  harness.withContext(async (context) => {
    const site = await serveFolder(kWebFolder, { prefix: '/off/' });
    const page = await openConsole(context, site.url);
    await makeRepo(page, 'kept', ['city=a\tcount=1']);
    await site.close();
    await page.reload();
    await ready(page);
    await goTo(page, '#/api/createRepo');
    await page.locator('.cm-content').waitFor(); // the lazily loaded editor
    await goTo(page, '#/repos/kept');
    await page.getByText('0–0 of 1').waitFor();
    const demo = await page.evaluate(async () => (await fetch('demos/flights/flights-08.txt')).ok);
    assert.ok(demo);
  }));

test('fetch: every path of the API reaches the engine', (harness) =>
  harness.withPage(async (page) => {
    const { paths } = JSON.parse((await api(page, 'GET', '/_sim/openapi.json')).text);
    const targets = Object.keys(paths).map((path) => path.replaceAll(/\{[^}]*\}/g, 'x'));
    assert.ok(targets.length > 50);
    const missed = await page.evaluate(async (list) => {
      const answers = await Promise.all(list.map((target) => fetch(target, { headers: { Authorization: 'Pandora a:b' } })));
      return list.filter((_, at) => !answers[at].headers.has('x-reqid'));
    }, targets);
    assert.deepEqual(missed, []);
  }));

test('fetch: page code reaches the API at the origin\'s root and below the page', (harness) =>
  harness.withPage(async (page) => {
    await makeRepo(page, 'r1', ['city=小张\tcount=1']);
    for (const target of ['/v2/repos/r1', 'v2/repos/r1']) {
      const answer = await api(page, 'GET', target);
      assert.equal(answer.status, 200, target);
      assert.equal(JSON.parse(answer.text).region, 'nb');
    }
    const records = await api(page, 'GET', '/_sim/repos/r1/records?from=0&limit=1');
    assert.equal(JSON.parse(records.text).records[0].record.city, '小张');
    const refused = await api(page, 'DELETE', '/v2/repos/nosuch');
    assert.equal(refused.status, 404);
    assert.match(refused.text, /E18102/);
    const headers = await page.evaluate(async () => [...(await fetch('/v2/repos/nosuch', { headers: { Authorization: 'Pandora a:b' } })).headers.keys()]);
    assert.ok(headers.includes('x-reqid'), String(headers));
  }));
