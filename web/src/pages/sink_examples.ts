// An example request for each kind of export. They read the repo that the example of "create a repo" makes.
import type { SinkKind } from '../protocol/sinks.ts';

interface Example {
  path: string;
  body: string;
}

const kSpecs: Record<SinkKind, object> = {
  logdb: { destRepoName: 'logdb_testrepo', omitInvalid: false, doc: { user: '#userName', age: '#age', profile: '#profile' } },
  tsdb: { destRepoName: 'test_tsdb', series: 'ages', tags: { user: '#userName' }, fields: { age: '#age' } },
  report: { dbName: 'report_db', tableName: 'users', columns: { name: '#userName', age: '#age' } },
  mongo: { host: '192.168.61.31:37217', dbName: 'test_mongo', collName: 'users', mode: 'UPSERT', updateKey: ['userName'], doc: { $set: { age: '#age' } } },
  http: { host: '127.0.0.1:9000', uri: '/records', format: 'json' },
  kodo: {
    bucket: 'bucket2',
    keyPrefix: 'key1/',
    email: 'xiaoming@example.com',
    accessKey: '7H4FDc1M-FxXFZKwjbN_Up1OfY7DotXDjaM5jXzm',
    fields: { user: '#userName', age: '#age' },
    rotateStrategy: 'interval',
    rotateInterval: 60,
    format: 'json',
  },
};

export function exampleOf(kind: SinkKind): Example {
  const body = { type: kind, spec: kSpecs[kind], whence: 'oldest' };
  return { path: `/v2/repos/Test_Repo/exports/to_${kind}`, body: JSON.stringify(body, null, 2) };
}
