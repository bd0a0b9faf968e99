// The worker's driver of the module (web/src/engine/worker/simulator_host.ts) against a module that is a script: batches, commits, long
// advances with progress, the timer, and what happens when a commit fails or the state goes to another tab.
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { test } from '../support/runner.mjs';

const web = fileURLToPath(new URL('../../web/', import.meta.url));
const { buildSync } = createRequire(join(web, 'package.json'))('esbuild');

async function importTypeScript(path) {
  const folder = mkdtempSync(join(tmpdir(), 'pandora-ts-'));
  try {
    const outfile = join(folder, 'bundle.mjs');
    buildSync({ entryPoints: [join(web, path)], bundle: true, format: 'esm', outfile, logLevel: 'error' });
    return await import(pathToFileURL(outfile));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const { SimulatorHost } = await importTypeScript('src/engine/worker/simulator_host.ts');
const { Deliveries } = await importTypeScript('src/engine/worker/deliveries.ts');

// A module that answers every request with its own body; targets that begin with /slow are deferred for `slices` ticks.
function fakeModule({ slices = 5, commitStatus = 0, waits = [] } = {}) {
  const heap = new Uint8Array(1 << 16);
  const log = [];
  const encode = (text, deferred = 0) => {
    const bytes = new TextEncoder().encode(text);
    heap.set(bytes, 30_000);
    return { pointer: 30_000, size: bytes.length, deferred };
  };
  const answer = (text) => `HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: ${text.length}\r\n\r\n${text}`;
  let left = 0;
  let size = 0;
  return {
    log,
    HEAPU8: heap,
    inbox: (bytes) => ((size = bytes), 0),
    handle() {
      const target = new TextDecoder().decode(heap.slice(0, size)).split(' ')[1];
      log.push(`handle ${target}`);
      if (!target.startsWith('/slow')) return encode(answer(target));
      left = slices;
      return encode(answer('not yet'), 1);
    },
    tick() {
      if (left > 0) left--;
      return { fired: 0, more: left > 0, waitMillis: waits.shift() ?? -1 };
    },
    finishDeferred: () => (left > 0 ? { pointer: 0, size: 0, deferred: 0 } : encode(answer('at last'))),
    deferredProgress: () => 1 - left / slices,
    nextEffect: () => ({ pointer: 0, size: 0, deferred: 0 }),
    commit: () => (log.push('commit'), { status: commitStatus, error: commitStatus ? 'storage is full' : '' }),
  };
}

// Submits the requests at once; answers when all have been answered.
async function drive(module, targets, progress = () => undefined) {
  const answers = new Map();
  let host;
  await new Promise((resolve) => {
    host = new SimulatorHost(module, {
      answered(id, result) {
        answers.set(targets[id], result);
        if (answers.size === targets.length) resolve();
      },
      progress,
      changed: () => undefined,
    });
    targets.forEach((target, id) => host.submit(id, { method: 'POST', target, headers: [], body: new Uint8Array(0) }));
  });
  host.stop();
  return answers;
}

const textOf = (result) => new TextDecoder().decode(result.value.body);

test('host: requests that wait together share one commit, and are answered after it', async () => {
  const module = fakeModule();
  const answers = await drive(module, ['/a', '/b', '/c']);
  assert.deepEqual(module.log, ['handle /a', 'handle /b', 'handle /c', 'commit']);
  assert.equal(textOf(answers.get('/b')), '/b');
});

test('host: a failed commit is every request\'s answer', async () => {
  const answers = await drive(fakeModule({ commitStatus: 507 }), ['/a', '/b']);
  for (const result of answers.values()) {
    assert.equal(result.value.status, 507);
    assert.match(textOf(result), /storage is full/);
  }
});

test('host: a long advance is answered at its end, others meanwhile, with progress', async () => {
  const module = fakeModule({ slices: 400 });
  const order = [];
  const fractions = [];
  const slow = module.finishDeferred;
  module.finishDeferred = (ticket) => {
    const until = performance.now() + 1; // each slice takes a millisecond
    while (performance.now() < until);
    const reply = slow(ticket);
    if (reply.size > 0) order.push('slow');
    return reply;
  };
  const started = performance.now();
  const answers = await drive(module, ['/slow', '/quick'], (_, fraction) => fractions.push(fraction));
  const most = (performance.now() - started) / 100 + 1; // at most ten a second
  assert.equal(textOf(answers.get('/slow')), 'at last');
  assert.equal(textOf(answers.get('/quick')), '/quick');
  assert.equal([...answers.keys()][0], '/quick');
  assert.ok(fractions.length >= 2 && fractions.length <= most, `${fractions.length} reports`);
  assert.deepEqual(fractions, [...fractions].sort((a, b) => a - b));
});

test('host: who waits when the state goes to another tab is told so', async () => {
  const module = fakeModule({ slices: 1e9 });
  const answers = [];
  const host = new SimulatorHost(module, { answered: (id, result) => answers.push(result), progress: () => undefined, changed: () => undefined });
  host.submit(0, { method: 'POST', target: '/slow', headers: [], body: new Uint8Array(0) });
  await new Promise((resolve) => setTimeout(resolve, 0)).then(() => new Promise((resolve) => setImmediate(resolve)));
  host.stop();
  assert.equal(answers.length, 1);
  assert.match(answers[0].error, /another tab/);
});

test('host: wakes by itself when the next task is due', async () => {
  const module = fakeModule({ waits: [1, -1, -1] });
  const host = new SimulatorHost(module, { answered: () => undefined, progress: () => undefined, changed: () => undefined });
  await new Promise((resolve) => {
    const commit = module.commit;
    module.commit = () => {
      const report = commit();
      if (module.log.length === 2) resolve();
      return report;
    };
  });
  host.stop();
});

// A module with one delivery to make, to `url`.
function moduleWithDelivery(url) {
  const module = fakeModule();
  const message = new TextEncoder().encode(
    `POST ${url} HTTP/1.1\r\nContent-Type: text/plain\r\nAuthorization: Pandora key:delivery\r\nContent-Length: 3\r\n\r\na=1`,
  );
  let waiting = true;
  module.resolved = [];
  module.nextEffect = () => {
    module.log.push('nextEffect');
    if (!waiting) return { pointer: 0, size: 0, deferred: 0 };
    waiting = false;
    module.HEAPU8.set(message, 50_000);
    return { pointer: 50_000, size: message.length, deferred: 7 };
  };
  module.resolveEffect = (...result) => module.resolved.push(result);
  module.releaseEffects = () => {
    waiting = true;
  };
  return module;
}

// Runs a host on `module` with a fake fetch until it has told the module of `count` results.
async function deliver(module, { allowed = [], fetch, count = 1, then = () => undefined }) {
  let host;
  const deliveries = new Deliveries('https://page.example', (request) => host.ask(request), fetch);
  deliveries.allow(allowed);
  await new Promise((resolve) => {
    const resolveEffect = module.resolveEffect;
    module.resolveEffect = (...result) => {
      resolveEffect(...result);
      if (module.resolved.length === 1 && count > 1) queueMicrotask(() => then(host, deliveries));
      if (module.resolved.length === count) resolve();
    };
    host = new SimulatorHost(module, {
      answered: () => undefined,
      progress: () => undefined,
      changed: () => undefined,
      deliver: (request) => deliveries.deliver(request),
    });
  });
  host.stop();
}

const noFetch = () => assert.fail('nothing may leave the tab');

test('host: a delivery outside is held until the person allows its address, and has a reason', async () => {
  const module = moduleWithDelivery('https://other.example:8443/in?x=1');
  const calls = [];
  await deliver(module, {
    count: 2,
    fetch: async (url, init) => {
      calls.push([String(url), init]);
      return new Response('thanks'.repeat(1000), { status: 200 });
    },
    then(host, deliveries) {
      deliveries.allow(['https://other.example:8443']);
      host.release();
    },
  });
  const [id, status, error, , held] = module.resolved[0];
  assert.deepEqual([id, status, held], [7, 0, true]);
  assert.match(error, /https:\/\/other\.example:8443 is not among the addresses/);
  assert.deepEqual(module.resolved[1].slice(0, 2), [7, 200]);
  assert.equal(module.resolved[1][3].length, 1024);
  assert.equal(calls.length, 1);
  const [url, init] = calls[0];
  assert.equal(url, 'https://other.example:8443/in?x=1');
  assert.deepEqual(init.headers, [['Content-Type', 'text/plain']], 'the key stays here');
  assert.deepEqual([init.method, init.redirect, init.credentials], ['POST', 'manual', 'omit']);
  assert.equal(new TextDecoder().decode(init.body), 'a=1');
});

test('host: another port or scheme of an allowed address is another address', async () => {
  for (const url of ['http://other.example/', 'https://other.example:444/', 'https://page.example/console']) {
    const module = moduleWithDelivery(url);
    await deliver(module, { allowed: ['https://other.example'], fetch: noFetch });
    assert.equal(module.resolved[0][4], true, url);
  }
});

test('host: a delivery to the page\'s own API goes to the simulator, with its key', async () => {
  const module = moduleWithDelivery('https://page.example/v2/repos/x/data');
  await deliver(module, { fetch: noFetch });
  assert.ok(module.log.includes('handle /v2/repos/x/data'));
  assert.deepEqual(module.resolved[0], [7, 200, '', '/v2/repos/x/data', false]);
});

test('host: a delivery that fails is told with its reason', async () => {
  const cases = [
    [async () => { throw new TypeError('Failed to fetch'); }, /Failed to fetch: nobody answers.*CORS/],
    [async () => { throw new DOMException('late', 'TimeoutError'); }, /10 s/],
    [async () => ({ type: 'opaqueredirect', status: 0, body: null }), /redirect/],
  ];
  for (const [fetch, reason] of cases) {
    const module = moduleWithDelivery('https://other.example/');
    await deliver(module, { allowed: ['https://other.example'], fetch });
    assert.equal(module.resolved[0][1], 0);
    assert.match(module.resolved[0][2], reason);
    assert.equal(module.resolved[0][4], false);
  }
});

test('host: deliveries are asked for after a commit that went well, and only then', async () => {
  const module = moduleWithDelivery('https://other.example/');
  await deliver(module, { fetch: noFetch });
  assert.equal(module.log.indexOf('nextEffect'), module.log.indexOf('commit') + 1);
  const failing = fakeModule({ commitStatus: 507 });
  failing.nextEffect = () => assert.fail('what is not durable must not leave');
  await drive(failing, ['/a']);
});
