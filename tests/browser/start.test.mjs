// The start: what the first screens need is in the first of the module's two files; the second comes later, or when it is asked for.
import assert from 'node:assert/strict';
import { test } from '../support/runner.mjs';
import { api, goTo, openConsole, ready } from './harness.mjs';

const kRest = /\/pandora-rest-[0-9a-f]+\.wasm$/;
const kRun = JSON.stringify({ code: "SELECT regexp_replace('a1b22', '[0-9]+', '-') AS x" });

// Counts the requests for the second file; holds them back as long as `open` is false.
async function gate(context) {
  const state = { asked: 0, open: false };
  await context.route(kRest, (route) => {
    state.asked++;
    return state.open ? route.continue() : route.abort();
  });
  return state;
}

test('start: the first screens and a reload need only the first file', (harness) =>
  harness.withContext(
    async (context, errors) => {
      const rest = await gate(context);
      const page = await openConsole(context, harness.site.url);
      for (const place of ['#/repos', '#/api']) {
        await goTo(page, place);
        await page.getByRole('heading', { level: 1 }).waitFor();
      }
      // So does the example that the console offers to whom has no repo yet.
      await goTo(page, '#/api/createRepo');
      await page.getByRole('button', { name: 'Send' }).click();
      await page.getByRole('region', { name: 'Answer' }).getByText('200').waitFor();
      await goTo(page, '#/repos/Test_Repo');
      await page.getByText('No records yet').waitFor();
      await page.reload();
      await ready(page);
      assert.equal(await page.getByText(/could not be loaded/).count(), 0);
      assert.ok(rest.asked <= 2, `${rest.asked} times: ahead of need, once a visit at most`);
      errors.length = 0; // the browser reports each download that was refused
    },
    { serviceWorkers: 'block' },
  ));

test('start: the second file comes by itself, and answers what the first cannot', (harness) =>
  harness.withContext(async (context) => {
    const page = await context.newPage();
    const rest = page.context().waitForEvent('request', (request) => kRest.test(request.url()));
    await page.goto(harness.site.url);
    await ready(page);
    await rest;
    const answer = await api(page, 'POST', '/_sim/sql/run', kRun, { 'Content-Type': 'application/json' });
    assert.equal(answer.status, 200, answer.text);
    assert.deepEqual(JSON.parse(answer.text).rows, [['a-b-']]);
  }));
