// The questions the console's pages ask of the control interface and of the API, typed. Each answers a Result with the service's
// own words when it refuses.
import { encodeUtf8, type Bytes } from '../base/bytes.ts';
import type { Json, JsonObject } from '../base/json.ts';
import { failure, success, type Result } from '../base/result.ts';
import * as control from '../protocol/control.ts';
import { kNoBody, type ApiRequest, type ApiResponse, type HeaderList } from '../protocol/http.ts';
import * as sql from '../protocol/sql.ts';
import type { Engine, ProgressListener } from './engine.ts';

// A well-formed token that the simulator accepts without configuration: the documents' own example, so the default account.
export const kDemoAuthorization = 'Pandora 2J1e7iG13J66GA8vWBzZdF-UR_d1MF-kacOdUUS4:NTi3wH_WlGxYOnXsvgUrO4XMD6Y=';

const kMaxRows = 10_000; // what the service will answer at most

const segment = encodeURIComponent;
const keyPath = (key: string): string => key.split('/').map(segment).join('/');

// A repo as a statement sees it.
export interface SqlTable {
  name: string;
  fields: control.Field[];
}

export class ControlClient {
  constructor(private readonly engine: Engine) {}

  clock(): Promise<Result<control.Clock>> {
    return this.read('/_sim/clock', control.readClock);
  }

  // `change` as documented for POST /_sim/clock: {"advance": "5m"}, {"mode": "virtual"}, {"scale": 60} ...
  async setClock(change: JsonObject, onProgress?: ProgressListener): Promise<Result<control.Clock>> {
    return this.answer(await this.engine.send(jsonRequest('POST', '/_sim/clock', change), onProgress), control.readClock);
  }

  info(): Promise<Result<control.Info>> {
    return this.read('/_sim/info', control.readInfo);
  }

  openApi(): Promise<Result<JsonObject>> {
    return this.read('/_sim/openapi.json', (json) => json);
  }

  repos(): Promise<Result<control.RepoEntry[]>> {
    return this.read('/_sim/repos', control.readRepos);
  }

  repo(name: string): Promise<Result<JsonObject>> {
    return this.read(`/v2/repos/${segment(name)}`, (json) => json);
  }

  records(repo: string, from: number, limit: number): Promise<Result<control.RecordsPage>> {
    return this.read(`/_sim/repos/${segment(repo)}/records?from=${from}&limit=${limit}`, control.readRecords);
  }

  buckets(): Promise<Result<control.Bucket[]>> {
    return this.read('/_sim/objects', control.readBuckets);
  }

  // In the order of their keys: no more than `limit`, those behind the key `after`.
  objects(bucket: string, prefix: string, after = '', limit = 1000): Promise<Result<control.StoredObject[]>> {
    return this.read(`/_sim/objects/${segment(bucket)}?prefix=${segment(prefix)}&after=${segment(after)}&limit=${limit}`, control.readObjects);
  }

  object(bucket: string, key: string): Promise<Result<Bytes>> {
    return this.bytes(`/_sim/objects/${segment(bucket)}/${keyPath(key)}`);
  }

  deleteObject(bucket: string, key: string): Promise<Result<JsonObject>> {
    return this.change('DELETE', `/_sim/objects/${segment(bucket)}/${keyPath(key)}`, kNoBody, []);
  }

  putObject(bucket: string, key: string, bytes: Bytes): Promise<Result<JsonObject>> {
    return this.change('PUT', `/_sim/objects/${segment(bucket)}/${keyPath(key)}`, bytes, []);
  }

  journal(from: number, limit: number): Promise<Result<control.JournalPage>> {
    return this.read(`/_sim/journal?from=${from}&limit=${limit}`, control.readJournal);
  }

  downloadState(): Promise<Result<Bytes>> {
    return this.bytes('/_sim/state');
  }

  uploadState(bytes: Bytes): Promise<Result<JsonObject>> {
    return this.change('PUT', '/_sim/state', bytes, [['Content-Type', 'application/octet-stream']]);
  }

  reset(): Promise<Result<JsonObject>> {
    return this.change('POST', '/_sim/reset', encodeUtf8('{}'), [['Content-Type', 'application/json']]);
  }

  // What `code` means, after `setup`, a list of CREATE TEMPORARY VIEW statements. A mistake in it is part of the answer.
  async sqlExplain(setup: string[], code: string): Promise<Result<sql.SqlExplanation>> {
    return this.answer(await this.engine.send(jsonRequest('POST', '/_sim/sql/explain', { setup, code })), sql.readExplanation);
  }

  // Runs `code` over the repos of the account. `path` is auto, sqlite or vectorised.
  async sqlRun(setup: string[], code: string, path: string): Promise<Result<sql.SqlRows>> {
    return this.answer(await this.engine.send(jsonRequest('POST', '/_sim/sql/run', { setup, code, path, limit: kMaxRows })), sql.readSqlRows);
  }

  sqlFunctions(): Promise<Result<sql.SqlFunctions>> {
    return this.read('/_sim/sql/functions', sql.readFunctions);
  }

  // The repos with their fields, as tables of a statement: no more than `limit` of them.
  async sqlTables(limit: number): Promise<Result<SqlTable[]>> {
    const repos = await this.repos();
    if (!repos.ok) return repos;
    const names = repos.value.slice(0, limit).map((row) => row.name);
    const answers = await Promise.all(names.map((name) => this.repo(name)));
    return success(names.map((name, at) => ({ name, fields: answers[at]!.ok ? control.readSchema(answers[at]!.value.schema) : [] })));
  }

  // A GET whose answer `shape` reads. For questions that are asked on one page alone, and loaded with it (sink_questions.ts).
  async read<T>(target: string, shape: (json: JsonObject) => T): Promise<Result<T>> {
    return this.answer(await this.engine.send(readRequest(target)), shape);
  }

  // The same with a JSON body, by POST or PUT.
  async tell<T>(method: string, target: string, json: Json, shape: (json: JsonObject) => T): Promise<Result<T>> {
    return this.answer(await this.engine.send(jsonRequest(method, target, json)), shape);
  }

  async bytes(target: string): Promise<Result<Bytes>> {
    const result = await this.engine.send(readRequest(target));
    if (!result.ok) return result;
    if (result.value.status === 200) return success(result.value.body);
    return this.answer<Bytes>(result, () => kNoBody);
  }

  async change(method: string, target: string, body: Bytes, headers: HeaderList): Promise<Result<JsonObject>> {
    return this.answer(await this.engine.send({ method, target, headers: [authorization(), ...headers], body }), (json) => json);
  }

  private answer<T>(result: Result<ApiResponse>, shape: (json: JsonObject) => T): Result<T> {
    if (!result.ok) return failure(result.error);
    const json = control.readJson(result.value);
    return json.ok ? success(shape(json.value)) : json;
  }
}

function authorization(): [string, string] {
  return ['Authorization', kDemoAuthorization];
}

function readRequest(target: string): ApiRequest {
  return { method: 'GET', target, headers: [authorization()], body: kNoBody };
}

function jsonRequest(method: string, target: string, json: Json): ApiRequest {
  const headers: HeaderList = [authorization(), ['Content-Type', 'application/json']];
  return { method, target, headers, body: encodeUtf8(JSON.stringify(json)) };
}
