// The browser dies in the middle (SIGKILL to all its processes) and comes back on the same profile: what the page's engine had answered is
// there, and a pipeline with sinks of every kind has every record once in each. The native half is tests/interop/kill_pipeline.mjs.
// Nobody has allowed the http exports' address, so their deliveries wait in the outbox.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { launchMortal } from '../support/browser.mjs';
import { batch, checkHeldPosts, checkInside, filesOfLoop, kEvents, makePipeline, pushesThere, settle } from '../support/every_sink.mjs';
import { test } from '../support/runner.mjs';
import { kToken, openConsole } from './harness.mjs';

const kTries = 2000; // of polls

// The questions of every_sink.mjs, asked by `fetch` in the page; the bytes of an answer cross as base64.
function asker(page) {
  return async (method, target, body) => {
    const text = body === undefined || typeof body === 'string' ? body : JSON.stringify(body);
    const answer = await page.evaluate(
      async ([method_, target_, text_, token]) => {
        const response = await fetch(target_, { method: method_, body: text_, headers: { Authorization: token } });
        const bytes = new Uint8Array(await response.arrayBuffer());
        return { status: response.status, base64: btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join('')) };
      },
      [method, target, text, kToken],
    );
    const bytes = Buffer.from(answer.base64, 'base64');
    assert.equal(answer.status, 200, `${method} ${target}: ${bytes.subarray(0, 500)}`);
    return bytes;
  };
}

// One life of the browser. `progress` counts pushes over all lives.
async function startLife(folder, url, progress) {
  const { context, kill } = await launchMortal(folder);
  const page = await openConsole(context, url);
  await page.waitForFunction(() => navigator.serviceWorker.controller !== null);
  assert.equal(await page.getByText(/everything is kept in memory/).count(), 0, 'the state is in the storage of the browser');
  return { ask: asker(page), kill, progress };
}

async function learn({ ask, progress }) {
  const there = await pushesThere(ask);
  const { answered, sent } = progress;
  assert.ok(there >= answered && there <= sent, `${there} pushes are there of ${answered} answered and ${sent} sent`);
  progress.answered = progress.sent = there;
}

// Has `answers` pushes answered with `onTheWay` more under way, which are left so.
async function push({ ask, progress }, answers, onTheWay) {
  const waiting = [];
  const send = () => {
    const answer = ask('POST', kEvents, batch(progress.sent++)).then(() => (progress.answered += 1));
    answer.catch(() => undefined); // the browser is gone
    waiting.push(answer);
  };
  for (let i = 0; i < onTheWay; i += 1) send();
  for (let i = 0; i < answers; i += 1) {
    send();
    await waiting.shift();
  }
}

// Starts an advance of the clock that nobody sees the end of, and waits until it has written `count` files.
async function advance({ ask }, count) {
  const before = await filesOfLoop(ask);
  const answer = ask('POST', '/_sim/clock', { advance: '3650d' });
  answer.catch(() => undefined); // looked at after the end
  for (let i = 0; i < kTries; i += 1) {
    if ((await filesOfLoop(ask)) >= before + count) return async () => assert.rejects(answer, /closed/, 'the advance was under way');
  }
  return assert.fail(`${count} files more in time`);
}

// What happens until the kill; `n` counts the lives. A moment may answer what is to be checked after it.
const kMoments = {
  pushes: async (life, n) => push(life, 3 + 4 * n, 2 + n),
  files: async (life, n) => {
    await push(life, 4, 0);
    return advance(life, 1 + 10 * n);
  },
  both: async (life, n) => {
    const check = await advance(life, 1);
    await push(life, 5 + 5 * n, 2);
    return check;
  },
  start: () => undefined,
};

async function live(url, moments) {
  const folder = mkdtempSync(join(tmpdir(), 'pandora-mortal-'));
  const progress = { sent: 0, answered: 0 };
  let life;
  try {
    for (const [n, moment] of moments.entries()) {
      life = await startLife(folder, url, progress);
      if (n === 0) await makePipeline(life.ask, '127.0.0.1:9');
      await learn(life);
      const check = await moment(life, n);
      await life.kill();
      life = undefined;
      await check?.();
    }
    life = await startLife(folder, url, progress);
    await learn(life);
    await push(life, 3, 0);
    await settle(life.ask);
    await checkInside(life.ask, progress.answered);
    await checkHeldPosts(life.ask, progress.answered);
  } finally {
    await life?.kill();
    rmSync(folder, { recursive: true, force: true, maxRetries: 20 });
  }
}

const { pushes, files, both, start } = kMoments;
test('kill -9 with pushes on their way: every sink has every record once', (harness) => live(harness.site.url, [pushes, pushes]));
test('kill -9 while the clock is advanced, and right after the start: every sink has every record once', (harness) =>
  live(harness.site.url, [files, both, start]));
