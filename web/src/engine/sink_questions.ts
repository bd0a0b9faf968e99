// The questions that the pages of sinks and plugins ask, over a ControlClient: apart from it, because they are loaded with those pages.
import { encodeUtf8, type Bytes } from '../base/bytes.ts';
import { isObject, type JsonObject } from '../base/json.ts';
import { success, type Result } from '../base/result.ts';
import { readLineage, type LineageNode, type Reader } from '../protocol/lineage.ts';
import * as plugins from '../protocol/plugins.ts';
import * as sinks from '../protocol/sinks.ts';
import { readSqlRows, type SqlRows } from '../protocol/sql.ts';
import { kNoBody } from '../protocol/http.ts';
import type { ControlClient, SqlTable } from './control_client.ts';

const kMaxRows = 10_000; // what the service will answer at most
const kMaxReasons = 1000; // as many as it keeps

const segment = encodeURIComponent;

const place = (...parts: string[]): string => `/_sim/sinks/${parts.map(segment).join('/')}`;
const query = (values: Record<string, string | number>): string => {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(values)) if (value !== '') search.set(name, String(value));
  return search.size > 0 ? `?${search}` : '';
};

export const listSinks = (client: ControlClient) => client.read('/_sim/sinks', sinks.readSinks);

export const logRepo = (client: ControlClient, name: string) => client.read(place('logdb', name), sinks.readLogRepo);

export function searchLogs(client: ControlClient, name: string, ask: { q: string; sort: string; from: number; size: number }) {
  return client.read(place('logdb', name, 'search') + query(ask), sinks.readLogHits);
}

export function countLogs(client: ControlClient, name: string, ask: { q: string; field: string }) {
  return client.read(place('logdb', name, 'histogram') + query(ask), sinks.readLogHistogram);
}

export function series(client: ControlClient, database: string, name: string) {
  return client.read(place('tsdb', database, name), sinks.readSeries);
}

export function querySeries(client: ControlClient, database: string, name: string, ask: { select: string; groupBy: string; every: string }) {
  return client.read(place('tsdb', database, name, 'query') + query(ask), sinks.readSeriesRows);
}

export function reportRows(client: ControlClient, database: string, table: string, from: number, limit: number) {
  return client.read(place('report', database, table) + query({ from, limit }), sinks.readReportRows);
}

// The tables of a report database, as tables of a statement.
export async function reportTables(client: ControlClient, database: string): Promise<Result<SqlTable[]>> {
  const answer = await client.read(place('report'), sinks.readReportDatabases);
  return answer.ok ? success(answer.value.find((row) => row.name === database)?.tables ?? []) : answer;
}

export function reportSql(client: ControlClient, database: string, { setup, code }: { setup: string[]; code: string }, path: string): Promise<Result<SqlRows>> {
  return client.tell('POST', place('report', database, 'sql'), { setup, code, path, limit: kMaxRows }, readSqlRows);
}

export function findDocuments(
  client: ControlClient,
  host: string,
  database: string,
  collection: string,
  ask: { find: JsonObject; sort: JsonObject; skip: number; limit: number },
): Promise<Result<sinks.Documents>> {
  return client.tell('POST', place('mongo', database, collection) + query({ host }), ask, sinks.readDocuments);
}

export const httpSinks = (client: ControlClient) => client.read(place('http'), sinks.readHttpSinks);

export function deliveries(client: ControlClient, repo: string, name: string, ask: { state: string; from: number; limit: number }) {
  return client.read(place('http', repo, name, 'deliveries') + query(ask), sinks.readDeliveries);
}

export function deliveryBody(client: ControlClient, repo: string, name: string, id: number): Promise<Result<Bytes>> {
  return client.bytes(place('http', repo, name, 'deliveries', String(id), 'body'));
}

// Answers how many deliveries are due now: 0 or 1.
export function retryDelivery(client: ControlClient, repo: string, name: string): Promise<Result<number>> {
  return client.tell('POST', place('http', repo, name, 'retry'), {}, (json) => Number(json.due) || 0);
}

export interface ReaderView extends Reader {
  spec: JsonObject;
}

// A repo's transforms or exports with their specs and how far each has come.
export async function repoReaders(client: ControlClient, repo: string, kind: 'transforms' | 'exports'): Promise<Result<ReaderView[]>> {
  const [lineage, listed] = await Promise.all([
    client.read('/_sim/lineage', readLineage),
    client.read(`/v2/repos/${segment(repo)}/${kind}`, (json) => (Array.isArray(json[kind]) ? json[kind].filter(isObject) : [])),
  ]);
  if (!listed.ok) return listed;
  if (!lineage.ok) return lineage;
  const readers = lineage.value.find((node: LineageNode) => node.repo === repo)?.[kind] ?? [];
  return success(
    readers.map((reader) => {
      const spec = listed.value.find((row) => row.name === reader.name)?.spec;
      return { ...reader, spec: isObject(spec) ? spec : {} };
    }),
  );
}

export function exportCounts(client: ControlClient, repo: string, name: string) {
  return client.read(place('exports', repo, name) + query({ limit: kMaxReasons }), sinks.readExportCounts);
}

export const listPlugins = (client: ControlClient) => client.read('/_sim/plugins', plugins.readPlugins);

export const plugin = (client: ControlClient, name: string) => client.read(`/_sim/plugins/${segment(name)}`, plugins.readPlugin);

export function uploadPlugin(client: ControlClient, name: string, jar: Bytes) {
  return client.change('POST', `/v2/plugins/${segment(name)}`, jar, [['Content-Type', 'application/java-archive']]);
}

export const deletePlugin = (client: ControlClient, name: string) => client.change('DELETE', `/v2/plugins/${segment(name)}`, kNoBody, []);

export function bindPlugin(client: ControlClient, name: string, binding: plugins.Binding) {
  return client.change('PUT', `/_sim/plugins/${segment(name)}/binding`, encodeUtf8(JSON.stringify(binding)), [['Content-Type', 'application/json']]);
}

export const unbindPlugin = (client: ControlClient, name: string) => client.change('DELETE', `/_sim/plugins/${segment(name)}/binding`, kNoBody, []);
