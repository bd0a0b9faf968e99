// Data that tests about sinks share: a repo of 120 records, and exports of it of every kind.
import assert from 'node:assert/strict';
import { kToken } from './harness.mjs';

const kRecords = 120; // pushed a minute apart, from noon of 1 June 2017 in Beijing
export const kCities = ['北京', '上海', 'Xi_an'];

// The simulated API over HTTP: answers the parsed body, and fails the test for a refusal.
export function client(url) {
  return async (method, target, body, type = 'application/json') => {
    const response = await fetch(url + target, {
      method,
      headers: { Authorization: kToken, 'Content-Type': type },
      body: body === undefined || body instanceof Uint8Array || typeof body === 'string' ? body : JSON.stringify(body),
    });
    const text = await response.text();
    assert.ok(response.status === 200, `${method} ${target}: ${response.status} ${text}`);
    return text === '' ? {} : JSON.parse(text);
  };
}

const kFields = { at: 'date', city: 'string', note: 'string', hits: 'long', flow: 'float' };

function line(index) {
  const at = new Date(Date.UTC(2017, 5, 1, 4, index)).toISOString().replace('.000Z', 'Z');
  return `at=${at}\tcity=${kCities[index % 3]}\tnote=${index % 10 === 0 ? 'disk full' : 'all well'}\thits=${index}\tflow=${index / 4}`;
}

const kExports = {
  to_log: { type: 'logdb', spec: { destRepoName: 'visits_log' } },
  to_series: { type: 'tsdb', spec: { destRepoName: 'visits_db', series: 'visits', tags: { city: '#city' }, fields: { hits: '#hits', flow: '#flow' }, timestamp: '#at' } },
  to_report: { type: 'report', spec: { dbName: 'visits_report', tableName: 'visits', columns: { town: '#city', hits: '#hits' } } },
  to_mongo: { type: 'mongo', spec: { host: 'db:27017', dbName: 'visits_docs', collName: 'towns', mode: 'UPSERT', updateKey: ['city'], doc: { $set: { hits: '#hits' } } } },
  // Nothing listens there: the delivery waits.
  to_http: { type: 'http', spec: { host: '127.0.0.1:1', uri: '/visits', format: 'json' } },
  to_files: { type: 'kodo', spec: { bucket: 'visits-box', keyPrefix: 'v/', email: 'a@b.c', accessKey: 'k', fields: { city: '#city' }, rotateStrategy: 'interval', rotateInterval: 60, format: 'json' } },
};

export async function fillSinks(send) {
  const schema = Object.entries(kFields).map(([key, valtype]) => ({ key, valtype }));
  await send('POST', '/v2/repos/visits', { region: 'nb', schema });
  for (const [name, body] of Object.entries(kExports)) await send('POST', `/v2/repos/visits/exports/${name}`, body);
  await send('POST', '/v2/repos/visits/data', Array.from({ length: kRecords }, (_, index) => line(index)).join('\n'), 'text/plain');
  await send('POST', '/_sim/clock', { mode: 'virtual' });
  await send('POST', '/_sim/clock', { advance: '5m' });
}
