// Deliveries of http exports from a tab: nothing leaves it unasked. The page asks before records go to an address, shows the attempts,
// and takes the permission back.
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { test } from '../support/runner.mjs';
import { api, goTo, makeRepo, openConsole, ready } from './harness.mjs';

const kPage = '#/sinks/http/hits/out';
const kLines = ['city=a\tcount=1', 'city=b\tcount=2'];

// A server of another origin. `answer(response)` answers posts; preflights are answered as a server does that allows any page.
async function startTarget(answer) {
  const posts = [];
  let preflights = 0;
  const cors = { 'Access-Control-Allow-Origin': '*', 'Access-Control-Allow-Headers': 'content-type' };
  const server = createServer(async (request, response) => {
    if (request.method === 'OPTIONS') {
      preflights += 1;
      return response.writeHead(204, cors).end();
    }
    const pieces = [];
    for await (const piece of request) pieces.push(piece);
    posts.push({ url: request.url, headers: request.headers, body: Buffer.concat(pieces).toString() });
    return answer(response, cors, posts.length);
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const host = `127.0.0.1:${server.address().port}`;
  const close = () => {
    server.close();
    server.closeAllConnections();
  };
  return { posts, host, origin: `http://${host}`, preflights: () => preflights, close };
}

const thanks = (response, cors) => response.writeHead(200, cors).end('thanks');

// A console at the deliveries of an export to a target of its own, with two records waiting. The clock stands still.
async function withDeliveries(harness, answer, work, spec = {}) {
  const target = await startTarget(answer);
  try {
    await harness.withContext(async (context, errors) => {
      const page = await openConsole(context, harness.site.url);
      await send(page, 'POST', '/_sim/clock', { mode: 'virtual' });
      await makeRepo(page, 'hits', kLines);
      await send(page, 'POST', '/v2/repos/hits/exports/out', { type: 'http', spec: { host: target.host, uri: '/in', ...spec } });
      await goTo(page, kPage);
      await work({ page, target, errors, panel: page.getByRole('region', { name: 'Leaving this tab' }) });
    });
  } finally {
    target.close();
  }
}

async function send(page, method, path, body) {
  const answer = await api(page, method, path, typeof body === 'string' ? body : JSON.stringify(body));
  assert.equal(answer.status, 200, answer.text);
  return answer.text === '' ? {} : JSON.parse(answer.text);
}

const cells = (page, id) => page.getByRole('row').filter({ has: page.getByRole('link', { name: `Body of delivery ${id}` }) }).getByRole('cell');

// Waits until delivery `id` is in this state after so many attempts.
async function showsDelivery(page, id, state, attempts) {
  await cells(page, id).filter({ hasText: new RegExp(`^${state}$`) }).waitFor();
  await cells(page, id).nth(3).filter({ hasText: new RegExp(`^${attempts}$`) }).waitFor();
}

async function saysHeld(page, target) {
  const note = page.getByRole('note').filter({ hasText: 'Deliveries wait' });
  await note.getByText(`${target.origin} is not among the addresses that this tab may deliver to`).waitFor();
}

test('deliveries: records wait in the tab until their address is allowed, then go', (harness) =>
  withDeliveries(harness, thanks, async ({ page, target, panel }) => {
    await panel.getByText(`Nothing leaves this tab unasked: records for ${target.origin} wait until you allow it.`).waitFor();
    await saysHeld(page, target);
    await showsDelivery(page, 1, 'waiting', 0);
    assert.equal(target.posts.length, 0);
    await panel.getByRole('button', { name: `Deliver to ${target.origin}` }).click();
    await panel.getByText(`You allow this tab to deliver records to ${target.origin}.`).waitFor();
    await page.getByText('2 records delivered, 0 wait').waitFor();
    await showsDelivery(page, 1, 'delivered', 1);
    assert.equal(await page.getByText('Deliveries wait').count(), 0);
    const [{ url, headers, body }] = target.posts;
    assert.deepEqual([url, body, headers['content-type']], ['/in', kLines.join('\n'), 'text/plain']);
    for (const secret of ['authorization', 'cookie', 'referer']) assert.equal(headers[secret], undefined, secret);
    // The answer is shown with the bytes.
    await page.getByRole('link', { name: 'Body of delivery 1' }).click();
    await page.getByLabel('What was answered').getByText('thanks').waitFor();
  }));

test('deliveries: refused, they stay in the tab through retries and reloads', (harness) =>
  withDeliveries(harness, thanks, async ({ page, target, panel }) => {
    await saysHeld(page, target);
    await page.getByRole('button', { name: 'Retry now' }).click();
    await page.getByText('The waiting delivery is due now.').waitFor();
    await saysHeld(page, target);
    await page.reload();
    await ready(page);
    await panel.getByRole('button', { name: `Deliver to ${target.origin}` }).waitFor();
    await send(page, 'POST', '/v2/repos/hits/data', 'city=c\tcount=3');
    await page.getByText('0 records delivered, 3 wait').waitFor();
    await saysHeld(page, target);
    await showsDelivery(page, 1, 'waiting', 0);
    assert.equal(target.posts.length, 0);
  }));

test('deliveries: an attempt that fails is counted with its reason, and made again', (harness) =>
  withDeliveries(
    harness,
    (response, cors, n) => (n === 1 ? response.writeHead(500, cors).end('broken') : thanks(response, cors)),
    async ({ page, target, panel }) => {
      await panel.getByRole('button', { name: `Deliver to ${target.origin}` }).click();
      await showsDelivery(page, 1, 'waiting', 1);
      await page.getByText('answered 500; only 200 is success').waitFor();
      await send(page, 'POST', '/_sim/clock', { advance: '1s' });
      await showsDelivery(page, 1, 'delivered', 2);
      assert.equal(target.posts.length, 2);
      // JSON is nothing that a page may send elsewhere unasked: the browser asked the target first.
      assert.ok(target.preflights() > 0);
      assert.equal(target.posts[1].body, '{"city":"a","count":1}\n{"city":"b","count":2}');
    },
    { format: 'json' },
  ));

test('deliveries: a permission lasts through a reload until it is taken back', (harness) =>
  withDeliveries(harness, thanks, async ({ page, target, panel }) => {
    await panel.getByRole('button', { name: `Deliver to ${target.origin}` }).click();
    await showsDelivery(page, 1, 'delivered', 1);
    await page.reload();
    await ready(page);
    await send(page, 'POST', '/v2/repos/hits/data', 'city=c\tcount=3');
    await showsDelivery(page, 2, 'delivered', 1);
    await panel.getByRole('button', { name: 'Allow no longer' }).click();
    await send(page, 'POST', '/v2/repos/hits/data', 'city=d\tcount=4');
    await saysHeld(page, target);
    await showsDelivery(page, 3, 'waiting', 0);
    await page.reload();
    await ready(page);
    await panel.getByRole('button', { name: `Deliver to ${target.origin}` }).waitFor();
    await saysHeld(page, target);
    assert.deepEqual(target.posts.map(({ body }) => body), [kLines.join('\n'), 'city=c\tcount=3']);
  }));

test('deliveries: a server that does not allow pages of other sites is told of', (harness) =>
  withDeliveries(
    harness,
    (response) => response.writeHead(200).end('for nobody else to read'),
    async ({ page, target, errors, panel }) => {
      await panel.getByRole('button', { name: `Deliver to ${target.origin}` }).click();
      await page.getByText(/nobody answers, the answer does not allow this page \(CORS\)/).waitFor();
      await showsDelivery(page, 1, 'waiting', 1);
      // Chromium tells the developer too.
      assert.ok(errors.splice(0).every((text) => text.includes(target.origin) || text.includes('net::ERR_FAILED')), 'of nothing else');
    },
  ));
