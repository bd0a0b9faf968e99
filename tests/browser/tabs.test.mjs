// Several tabs of one state: who has it, taking it over, taking turns; and the state in memory where storage is refused.
import assert from 'node:assert/strict';
import { test } from '../support/runner.mjs';
import { api, makeRepo, openConsole, ready } from './harness.mjs';

const kElsewhere = 'The simulator is in use in another tab';

test('tabs: a second tab is told, takes over, the first is told and takes back; nothing is lost', (harness) =>
  harness.withContext(async (context) => {
    const first = await openConsole(context, harness.site.url);
    await makeRepo(first, 'shared', ['city=a\tcount=1']);
    const second = await context.newPage();
    await second.goto(`${harness.site.url}#/repos/shared`);
    await second.getByText(kElsewhere).waitFor();
    await second.getByText(/has held it since/).waitFor();
    await second.getByRole('button', { name: 'Use it in this tab' }).click();
    await second.getByText('0–0 of 1').waitFor();
    await first.getByText('Another tab has taken over').waitFor();
    const pushed = await api(second, 'POST', '/v2/repos/shared/data', 'city=b\tcount=2');
    assert.equal(pushed.status, 200, pushed.text);
    await first.getByRole('button', { name: 'Take it back' }).click();
    await ready(first);
    await second.getByText('Another tab has taken over').waitFor();
    const page = JSON.parse((await api(first, 'GET', '/_sim/repos/shared/records?from=0&limit=10')).text);
    assert.equal(page.end, 2);
  }));

test('tabs: a waiting tab takes its turn by itself when the holder closes', (harness) =>
  harness.withContext(async (context) => {
    const first = await openConsole(context, harness.site.url);
    await makeRepo(first, 'left', ['city=a\tcount=1']);
    const second = await context.newPage();
    await second.goto(`${harness.site.url}#/repos/left`);
    await second.getByText(kElsewhere).waitFor();
    await first.close();
    await second.getByText('0–0 of 1').waitFor();
  }));

test('tabs: of three tabs the one that asks gets the state', (harness) =>
  harness.withContext(async (context) => {
    const first = await openConsole(context, harness.site.url);
    const second = await context.newPage();
    await second.goto(harness.site.url);
    await second.getByText(kElsewhere).waitFor();
    const third = await context.newPage();
    await third.goto(harness.site.url);
    await third.getByText(kElsewhere).waitFor();
    await third.getByRole('button', { name: 'Use it in this tab' }).click();
    await third.getByRole('button', { name: 'Run all' }).waitFor();
    await first.getByText('Another tab has taken over').waitFor();
    await second.getByText(kElsewhere).waitFor();
  }));

test('tabs: a request to a tab without the state is refused, not lost', (harness) =>
  harness.withContext(async (context) => {
    await openConsole(context, harness.site.url);
    const second = await context.newPage();
    await second.goto(harness.site.url);
    await second.getByText(kElsewhere).waitFor();
    const refused = await api(second, 'GET', '/v2/repos');
    assert.equal(refused.status, 503);
    assert.match(refused.text, /another tab/);
  }));

test('storage: where it is refused the state is kept in memory, and the console says so', (harness) =>
  harness.withContext(async (context) => {
    await context.route('**/engine-*.js', async (route) => {
      const response = await route.fetch();
      const refuse = "navigator.storage.getDirectory = () => Promise.reject(new DOMException('storage is refused here', 'SecurityError'));\n";
      await route.fulfill({ response, body: refuse + (await response.text()) });
    });
    const page = await openConsole(context, harness.site.url);
    await page.getByText(/everything is kept in memory and lost/).waitFor();
    await page.getByText('Reason: storage is refused here').waitFor();
    await makeRepo(page, 'shortlived', ['city=a\tcount=1']);
    const download = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Save the state to a file' }).click();
    assert.equal((await download).suggestedFilename(), 'pandora.db');
  }));

test('storage: memory only on request, and each such tab has its own', (harness) =>
  harness.withContext(async (context) => {
    await openConsole(context, `${harness.site.url}?storage=memory`);
    const second = await openConsole(context, `${harness.site.url}?storage=memory`);
    await second.getByText(/Memory only, as the address asks/).waitFor();
  }));
