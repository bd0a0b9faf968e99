// The wasm module under node: opening, answering, persistence over the host's files, refusal when there is no room, scenarios.
import assert from 'node:assert/strict';
import { test } from '../support/runner.mjs';
import { loadModule, memoryFiles, send } from '../support/wasm_module.mjs';

const kRepo = JSON.stringify({ region: 'nb', schema: [{ key: 'a', valtype: 'long', required: true }, { key: 's', valtype: 'string', required: false }] });

test('wasm: answers in memory', async () => {
  const module = await loadModule();
  assert.equal(module.open(false, 'test', 0), '');
  const health = send(module, 'GET', '/_sim/health');
  assert.equal(health.status, 200);
  assert.ok(health.headers.get('x-reqid'));
  assert.equal(send(module, 'GET', '/v2/repos/nosuch').status, 404);
  assert.match(send(module, 'GET', '/v2/repos/nosuch').json().error, /^E18102: /);
});

test('wasm: without a state every request is refused, and nothing breaks', async () => {
  const module = await loadModule();
  assert.equal(send(module, 'GET', '/_sim/health').status, 503);
  assert.equal(module.open(false, 'test', 0), '');
  module.close();
  assert.equal(send(module, 'GET', '/_sim/health').status, 503);
});

test('wasm: pushed records survive close and open on the same files', async () => {
  const module = await loadModule();
  module.files = memoryFiles();
  assert.equal(module.open(true, 'test', 0), '');
  assert.equal(send(module, 'POST', '/v2/repos/r1', kRepo).status, 200);
  assert.equal(send(module, 'POST', '/v2/repos/r1/data', 'a=1\ts=小张\na=-9223372036854775808', { 'Content-Type': 'text/plain' }).status, 200);
  const flushed = module.files.log.flushes;
  assert.ok(flushed > 0, 'a commit flushes');
  module.close();
  assert.equal(Buffer.from(module.files.contents('pandora.db').subarray(0, 15)).toString(), 'SQLite format 3');
  assert.equal(module.open(true, 'test', 0), '');
  const page = send(module, 'GET', '/_sim/repos/r1/records?from=0&limit=10');
  assert.equal(page.status, 200);
  assert.ok(page.text().includes('-9223372036854775808'), page.text());
  assert.ok(page.text().includes('小张'));
  assert.equal(page.json().end, 2);
});

test('wasm: a commit hands the log over in one write, and flushes it only before the database is written', async () => {
  const module = await loadModule();
  module.files = memoryFiles();
  const { log } = module.files;
  assert.equal(module.open(true, 'test', 0), '');
  assert.equal(send(module, 'POST', '/v2/repos/r1', kRepo).status, 200);
  log.calls.length = 0;
  assert.equal(send(module, 'POST', '/v2/repos/r1/data', 'a=1\na=2', { 'Content-Type': 'text/plain' }).status, 200);
  assert.deepEqual(log.calls, ['write pandora.db-wal']);
  module.close();
  const flushed = log.calls.indexOf('flush pandora.db-wal');
  assert.ok(flushed >= 0 && flushed < log.calls.indexOf('write pandora.db'), log.calls.join(', '));
});

test('wasm: a new state is written with its first change, and not before', async () => {
  const module = await loadModule();
  module.files = memoryFiles();
  const { log } = module.files;
  assert.equal(module.open(true, 'test', 0), '');
  assert.equal(send(module, 'GET', '/_sim/clock').status, 200);
  assert.equal(send(module, 'GET', '/v2/repos').status, 200);
  assert.deepEqual(log.calls, []);
  assert.equal(send(module, 'POST', '/v2/repos/r1', kRepo).status, 200);
  const written = log.calls.filter((call) => !call.startsWith('truncate'));
  assert.deepEqual(written.slice(0, 3), ['write pandora.db', 'flush pandora.db', 'write pandora.db-wal'], 'the database before its log');
  const second = await loadModule();
  second.files = module.files; // the first is killed
  assert.equal(second.open(true, 'test', 0), '');
  assert.equal(send(second, 'GET', '/v2/repos/r1').status, 200);
});

test('wasm: a new state that finds no room is refused at its first change, and written when there is room', async () => {
  const module = await loadModule();
  const files = memoryFiles(20_000);
  module.files = files;
  assert.equal(module.open(true, 'test', 0), '');
  assert.equal(send(module, 'POST', '/v2/repos/r1', kRepo).status, 507);
  assert.equal(send(module, 'GET', '/v2/repos').text().includes('r1'), false);
  files.setRoom(Infinity);
  assert.equal(send(module, 'POST', '/v2/repos/r1', kRepo).status, 200);
  const second = await loadModule();
  second.files = files;
  assert.equal(second.open(true, 'test', 0), '');
  assert.equal(send(second, 'GET', '/v2/repos/r1').status, 200);
});

test('wasm: a crash before the commit loses only what was not answered', async () => {
  const files = memoryFiles();
  const first = await loadModule();
  first.files = files;
  assert.equal(first.open(true, 'test', 0), '');
  assert.equal(send(first, 'POST', '/v2/repos/r1', kRepo).status, 200);
  const message = Buffer.from(`POST /v2/repos/r2 HTTP/1.1\r\nAuthorization: Pandora a:b\r\nContent-Length: ${kRepo.length}\r\n\r\n${kRepo}`);
  const inbox = first.inbox(message.length);
  first.HEAPU8.set(message, inbox);
  first.handle(); // and no commit: the tab is killed
  const second = await loadModule();
  second.files = files;
  assert.equal(second.open(true, 'test', 0), '');
  assert.equal(send(second, 'GET', '/v2/repos/r1').status, 200);
  assert.equal(send(second, 'GET', '/v2/repos/r2').status, 404);
});

test('wasm: no room is answered 507, and the state stays as it was', async () => {
  const module = await loadModule();
  module.files = memoryFiles(2_000_000);
  assert.equal(module.open(true, 'test', 0), '');
  assert.equal(send(module, 'POST', '/v2/repos/r1', kRepo).status, 200);
  const noise = Array.from({ length: 20_000 }, (_, i) => `a=${i}\ts=${(i * 2654435761) % 4294967296}${(i * 40503) % 65521}`).join('\n');
  let refused;
  for (let i = 0; i < 20 && !refused; i++) {
    const answer = send(module, 'POST', '/v2/repos/r1/data', noise, { 'Content-Type': 'text/plain' });
    if (answer.status !== 200) refused = answer;
  }
  assert.equal(refused?.status, 507);
  const page = send(module, 'GET', '/_sim/repos/r1/records?from=0&limit=1');
  assert.equal(page.status, 200);
  assert.equal(page.json().end % 20_000, 0, 'whole pushes or none');
});

test('wasm: a file that is no state is refused with words', async () => {
  const module = await loadModule();
  module.files = memoryFiles();
  const slot = module.files.open('pandora.db');
  module.files.write(slot, Buffer.from('this is no database at all, but long enough to be taken for a header of one, is it not so?'.repeat(20)), 0);
  const error = module.open(true, 'test', 0);
  assert.notEqual(error, '');
});

test('wasm: a large body crosses whole', async () => {
  const module = await loadModule();
  assert.equal(module.open(false, 'test', 0), '');
  const bytes = Buffer.alloc(5_000_000, 'pandora ');
  assert.equal(send(module, 'PUT', '/_sim/objects/b/k', bytes).status, 200);
  const got = send(module, 'GET', '/_sim/objects/b/k');
  assert.equal(got.status, 200);
  assert.ok(Buffer.from(got.body).equals(bytes));
});

test('wasm: a message that is no request is refused', async () => {
  const module = await loadModule();
  assert.equal(module.open(false, 'test', 0), '');
  for (const text of ['', 'x', 'GET\r\n\r\n', '\0\0\0\0', 'POST /v2/repos/r HTTP/1.1\r\nContent-Length: 9999999\r\n\r\nabc']) {
    const message = Buffer.from(text);
    const inbox = module.inbox(message.length);
    module.HEAPU8.set(message, inbox);
    const reply = module.handle();
    const status = Number(Buffer.from(module.HEAPU8.slice(reply.pointer + 9, reply.pointer + 12)).toString());
    assert.ok(status >= 400 && status < 500, `${JSON.stringify(text)}: ${status}`);
  }
  assert.equal(send(module, 'GET', '/_sim/health').status, 200);
});

test('wasm: a scenario runs step by step, and a failing one says where', async () => {
  const module = await loadModule();
  assert.equal(module.open(false, 'test', 0), '');
  const outline = module.scenarioOpen('x.hurl', '# First | 第一\nGET /_sim/health\nHTTP 200\n\n# Second\nGET /v2/repos/nosuch\nHTTP 200\n');
  assert.deepEqual([...outline.titles], ['First | 第一', 'Second']);
  const log = [];
  const respond = (message) => {
    log.push(Buffer.from(message.slice()).toString().split('\r\n')[0]);
    return Buffer.from('HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}');
  };
  const first = module.scenarioStep(respond, () => null);
  assert.deepEqual({ ...first }, { entry: 0, done: false, failure: '' });
  const second = module.scenarioStep(() => 'connection refused', () => null);
  assert.equal(second.done, true);
  assert.match(second.failure, /connection refused/);
  assert.equal(log.length, 1);
  assert.match(module.scenarioOpen('y.hurl', 'GET\n').error, /y\.hurl/);
});

test('wasm: runScenario reports as JSON', async () => {
  const module = await loadModule();
  const good = JSON.parse(module.runScenario('a.hurl', 'GET /_sim/health\nHTTP 200\n', '', () => null));
  assert.equal(good.ok, true);
  const bad = JSON.parse(module.runScenario('a.hurl', 'GET /_sim/health\nHTTP 418\n', '', () => null));
  assert.equal(bad.ok, false);
  assert.equal(bad.failures.length, 1);
});

test('wasm: a delivery is a request message; what came of it shows', async () => {
  const module = await loadModule();
  assert.equal(module.open(false, 'test', 0), '');
  assert.equal(send(module, 'POST', '/_sim/clock', '{"mode": "virtual"}').status, 200);
  assert.equal(send(module, 'POST', '/v2/repos/r1', kRepo).status, 200);
  const spec = JSON.stringify({ type: 'http', spec: { host: '127.0.0.1:7758', uri: '/in' } });
  assert.equal(send(module, 'POST', '/v2/repos/r1/exports/e1', spec).status, 200);
  assert.equal(send(module, 'POST', '/v2/repos/r1/data', 'a=1', { 'Content-Type': 'text/plain' }).status, 200);
  assert.equal(module.nextEffect().size, 0, 'the export has not run yet');
  module.tick(0, 64);
  assert.equal(module.commit().status, 0);
  const effect = module.nextEffect();
  const message = Buffer.from(module.HEAPU8.slice(effect.pointer, effect.pointer + effect.size)).toString();
  assert.match(message, /^POST http:\/\/127\.0\.0\.1:7758\/in HTTP\/1\.1\r\n/);
  assert.ok(message.endsWith('\r\n\r\na=1'), message);
  assert.equal(module.nextEffect().size, 0, 'handed out once');
  const delivery = () => send(module, 'GET', '/_sim/sinks/http/r1/e1/deliveries').json();
  module.resolveEffect(effect.deferred, 0, 'not allowed', '', true);
  assert.equal(delivery().held, 'not allowed');
  module.releaseEffects();
  const again = module.nextEffect();
  assert.ok(again.size > 0);
  module.resolveEffect(again.deferred, 200, '', '谢谢', false);
  assert.equal(module.commit().status, 0);
  assert.equal(delivery().deliveries[0].state, 'delivered');
  assert.equal(delivery().deliveries[0].response, '谢谢');
});
