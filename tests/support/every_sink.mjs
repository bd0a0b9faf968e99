// A pipeline with an export of every kind, for tests that end the simulator in the middle of things, and the comparison at the end: what
// was pushed is in every sink, once. Native and browser tests share it; they differ in how they ask.
//
//   events ── copy, every 5 s ──▶ copies       both with exports of every kind (kExports)
//   ping ◀── there and back ──▶ pong           a record that grows by one every 5 s, without end: a clock advance stays busy
//
// `ask(method, target, body)` sends a request (an object as JSON, a text as it is) and resolves to the Buffer of a 200 answer; it rejects
// for all others.
import assert from 'node:assert/strict';
import { readLongs } from './parquet_longs.mjs';

export const kBatch = 6; // records of one push
export const kEvents = '/v2/repos/events/data';
const kPage = 1000;
const kCities = ['北京', '上海', 'Xi_an'];

const cityOf = (id) => kCities[id % kCities.length];
const noteOf = (repo, id) => `${repo === 'events' ? 'record' : 'RECORD'} ${id}`;

// The n-th push, counted from 0: its records have ids of their own.
export function batch(n) {
  return Array.from({ length: kBatch }, (_, i) => {
    const id = n * kBatch + i;
    return `id=${id}\tcity=${cityOf(id)}\tnote=${noteOf('events', id)}\tat=${new Date(Date.UTC(2017, 5, 1) + id * 1000).toISOString()}`;
  }).join('\n');
}

const kodo = (repo, more) => ({
  type: 'kodo',
  spec: { bucket: `${repo}-${more.format}`, email: 'a@b.c', accessKey: 'k', fields: { id: '#id', city: '#city', note: '#note' }, ...more },
});
const mongo = (repo, more) => ({ type: 'mongo', spec: { host: 'db:27017', dbName: repo, ...more } });

// `host` is where http exports deliver to.
const kExports = {
  json: (repo) => kodo(repo, { format: 'json', rotateInterval: 15 }),
  parquet: (repo) => kodo(repo, { format: 'parquet', rotateStrategy: 'both', rotateSize: 300, rotateInterval: 20 }),
  logs: (repo) => ({ type: 'logdb', spec: { destRepoName: `${repo}_log` } }),
  points: (repo) => ({
    type: 'tsdb',
    spec: { destRepoName: `${repo}_db`, series: 's', tags: { city: '#city' }, fields: { id: '#id', note: '#note' }, timestamp: '#at' },
  }),
  rows: (repo) => ({ type: 'report', spec: { dbName: `${repo}_report`, tableName: 't', columns: { id: '#id', city: '#city', note: '#note' } } }),
  documents: (repo) => mongo(repo, { collName: 'all', mode: 'INSERT' }),
  sums: (repo) => mongo(repo, { collName: 'sums', mode: 'UPSERT', updateKey: ['city'], doc: { $inc: { n: 1, total: '#id' } } }),
  posts: (repo, host) => ({ type: 'http', spec: { host, uri: `/${repo}`, format: 'json' } }),
};

const fields = (types) => Object.entries(types).map(([key, valtype]) => ({ key, valtype }));
const sql = (code) => ({ mode: 'sql', code, interval: '5s', whence: 'oldest' });
const json = async (ask, target) => JSON.parse(await ask('GET', target));

// Everything the picture above has, on a clock that the test moves.
export async function makePipeline(ask, host) {
  await ask('POST', '/_sim/clock', { mode: 'virtual' });
  await ask('POST', '/v2/repos/events', { region: 'nb', schema: fields({ id: 'long', city: 'string', note: 'string', at: 'date' }) });
  await ask('POST', '/v2/repos/events/transforms/copy/to/copies', sql('SELECT id, city, upper(note) AS note, at FROM stream'));
  for (const repo of ['events', 'copies']) {
    for (const [name, make] of Object.entries(kExports)) await ask('POST', `/v2/repos/${repo}/exports/${name}`, make(repo, host));
  }
  await ask('POST', '/v2/repos/ping', { region: 'nb', schema: fields({ n: 'long' }) });
  await ask('POST', '/v2/repos/ping/data', 'n=0');
  await ask('POST', '/v2/repos/ping/transforms/there/to/pong', sql('SELECT n + 1 AS n FROM stream'));
  await ask('POST', '/v2/repos/pong/transforms/back/to/ping', sql('SELECT n + 1 AS n FROM stream'));
  await ask('POST', '/v2/repos/pong/exports/files', { type: 'kodo', spec: { bucket: 'pong', email: 'a@b.c', accessKey: 'k', fields: { n: '#n' }, rotateInterval: 120 } });
  await ask('POST', '/v2/repos/pong/exports/rows', { type: 'report', spec: { dbName: 'pong', tableName: 't', columns: { n: '#n' } } });
}

// How many files the loop of ping and pong has written: it grows while the clock is advanced.
export async function filesOfLoop(ask) {
  return (await json(ask, '/_sim/objects')).buckets.find(({ name }) => name === 'pong')?.objects ?? 0;
}

// All records of a view in pages: of a repo, of a report table.
async function readAll(ask, target) {
  const found = [];
  for (let from = 0; ; ) {
    const page = await json(ask, `${target}?from=${from}&limit=${kPage}`);
    found.push(...page.records.map(({ record }) => record));
    if (page.next >= page.end) return found;
    assert.ok(page.next > from, `${target}: pages lead on`);
    from = page.next;
  }
}

// Fails with what is lost, doubled or strange, or else in another order.
function same(what, found, wanted) {
  const texts = found.map((one) => JSON.stringify(one));
  const goals = wanted.map((one) => JSON.stringify(one));
  const there = new Set();
  const known = new Set(goals);
  const doubled = texts.filter((one) => there.has(one) || !there.add(one));
  const report = { lost: goals.filter((one) => !there.has(one)), doubled, strange: texts.filter((one) => !known.has(one)) };
  for (const [fault, list] of Object.entries(report)) assert.deepEqual(list.slice(0, 5), [], `${what}: ${list.length} ${fault} of ${goals.length}`);
  assert.deepEqual(texts, goals, `${what}: the order`);
}

const pick = ({ id, city, note }) => ({ id, city, note });
const wantedOf = (repo, count) => Array.from({ length: count }, (_, id) => ({ id, city: cityOf(id), note: noteOf(repo, id) }));

// How many pushes are in the repo, all of each; they must be the first ones, in the order in which they were sent.
export async function pushesThere(ask) {
  const records = await readAll(ask, '/_sim/repos/events/records');
  same('events', records.map(pick), wantedOf('events', records.length));
  assert.equal(records.length % kBatch, 0, 'no push was torn');
  return records.length / kBatch;
}

// Ends the loop, and moves the clock until everything has been written.
export async function settle(ask) {
  await ask('DELETE', '/v2/repos/pong/transforms/back');
  await ask('POST', '/_sim/clock', { advance: '10m' });
}

// What the files of a bucket have, those in the order of their first records.
async function readFiles(ask, bucket, read) {
  const files = [];
  for (let after = ''; ; ) {
    const { objects } = await json(ask, `/_sim/objects/${bucket}?limit=${kPage}&after=${encodeURIComponent(after)}`);
    for (const { key } of objects) files.push(read(await ask('GET', `/_sim/objects/${bucket}/${key}`)));
    if (objects.length < kPage) return files.sort(([a], [b]) => (a.id ?? a.n) - (b.id ?? b.n)).flat();
    after = objects.at(-1).key;
  }
}

const readLines = (bytes) => bytes.toString().trimEnd().split('\n').map((line) => JSON.parse(line));

const kViews = {
  logs: async (ask, repo) => {
    const found = await json(ask, `/_sim/sinks/logdb/${repo}_log/search?q=*&sort=id:asc&size=10000`);
    assert.equal(found.total, found.hits.length);
    return found.hits.map(({ record }) => pick(record));
  },
  points: async (ask, repo) => (await json(ask, `/_sim/sinks/tsdb/${repo}_db/s/points?limit=10000`)).points.map(pick),
  rows: async (ask, repo) => (await readAll(ask, `/_sim/sinks/report/${repo}_report/t`)).map(pick),
  documents: async (ask, repo) => (await json(ask, `/_sim/sinks/mongo/${repo}/all?host=&limit=10000`)).documents.map(pick),
  json: async (ask, repo) => (await readFiles(ask, `${repo}-json`, readLines)).map(pick),
};

async function checkSums(ask, repo, count) {
  const found = (await json(ask, `/_sim/sinks/mongo/${repo}/sums?host=&limit=10`)).documents.map(({ city, n, total }) => ({ city, n, total }));
  const wanted = kCities.map((city, at) => {
    const ids = Array.from({ length: count }, (_, id) => id).filter((id) => id % kCities.length === at);
    return { city, n: ids.length, total: ids.reduce((sum, id) => sum + id, 0) };
  });
  same(`${repo}: sums`, found, wanted);
}

// The records of `pushes` pushes are in every sink inside the simulator: each once, in order. To be called after `settle`.
export async function checkInside(ask, pushes) {
  const count = pushes * kBatch;
  same('copies', (await readAll(ask, '/_sim/repos/copies/records')).map(pick), wantedOf('copies', count));
  for (const repo of ['events', 'copies']) {
    const wanted = wantedOf(repo, count);
    for (const [name, read] of Object.entries(kViews)) same(`${repo}: ${name}`, await read(ask, repo), wanted);
    const ids = await readFiles(ask, `${repo}-parquet`, (bytes) => readLongs(bytes, 'id').map((id) => ({ id })));
    same(`${repo}: parquet`, ids, wanted.map(({ id }) => ({ id })));
    await checkSums(ask, repo, count);
    for (const name of Object.keys(kExports)) {
      const { lag, rejected, written } = await json(ask, `/_sim/sinks/exports/${repo}/${name}`);
      assert.deepEqual({ name, lag, rejected }, { name, lag: 0, rejected: 0 });
      if (name in kViews && name !== 'json') assert.equal(written, count, `${repo}: ${name} counts what it has written`);
    }
  }
  await checkLoop(ask);
}

async function checkLoop(ask) {
  const pong = await readAll(ask, '/_sim/repos/pong/records');
  const ping = await readAll(ask, '/_sim/repos/ping/records');
  same('ping', ping, ping.map((_, at) => ({ n: 2 * at })));
  same('pong', pong, ping.map((_, at) => ({ n: 2 * at + 1 })));
  same('pong: rows', await readAll(ask, '/_sim/sinks/report/pong/t'), pong);
  same('pong: files', await readFiles(ask, 'pong', readLines), pong);
}

// The bodies that http exports have posted from `repo`, in the order of their arrival: every record at least once, and none for the first
// time before all that precede it.
export function checkPosts(repo, bodies, pushes) {
  const wanted = wantedOf(repo, pushes * kBatch);
  let next = 0;
  for (const body of bodies) {
    const posted = readLines(body).map(pick);
    assert.ok(posted[0].id <= next, `${repo}: record ${posted[0].id} was posted before ${next}`);
    same(`${repo}: one post`, posted, wanted.slice(posted[0].id, posted[0].id + posted.length));
    next = Math.max(next, posted.at(-1).id + 1);
  }
  assert.equal(next, wanted.length, `${repo}: all were posted`);
}

// The deliveries of http exports that nobody lets out: they hold every record once, in order, untried, and say why.
export async function checkHeldPosts(ask, pushes) {
  for (const repo of ['events', 'copies']) {
    const { deliveries, next, held } = await json(ask, `/_sim/sinks/http/${repo}/posts/deliveries?limit=${kPage}`);
    assert.equal(next, null, 'one page has them all');
    assert.match(held, /not among the addresses/);
    const posted = [];
    for (const one of deliveries) {
      assert.deepEqual([one.first, one.state, one.attempts], [posted.length, 'waiting', 0], `${repo}: delivery ${one.id}`);
      posted.push(...readLines(await ask('GET', `/_sim/sinks/http/${repo}/posts/deliveries/${one.id}/body`)).map(pick));
      assert.equal(posted.length, one.last + 1, `${repo}: delivery ${one.id} has the records that it says`);
    }
    same(`${repo}: the outbox`, posted, wantedOf(repo, pushes * kBatch));
  }
}
