// Shapes of the answers about sinks (/_sim/sinks): what exports have written, as what it is. Read defensively, as those of control.ts.
import { isObject, type Json, type JsonObject } from '../base/json.ts';
import { readSchema, type Field } from './control.ts';

export const kSinkKinds = ['logdb', 'tsdb', 'report', 'mongo', 'http', 'kodo'] as const;
export type SinkKind = (typeof kSinkKinds)[number];

// One place that exports write to.
export interface SinkEntry {
  kind: SinkKind;
  path: string[]; // its name in parts: database and series, repo and export ...
  host: string; // of a document database; "" else
  count: number; // records, points, rows, documents, delivered records, objects
}

export interface LogRepo {
  name: string;
  records: number;
  bytes: number;
  fields: Field[]; // empty in a list
}

export interface LogHits {
  total: number;
  hits: { offset: number; record: JsonObject }[];
  notes: string[];
}

export interface LogHistogram {
  total: number;
  field: string;
  seconds: number; // the length of a bucket
  buckets: { from: string; count: number }[];
  notes: string[];
}

export interface Series {
  points: number;
  tags: string[];
  fields: { key: string; valtype: string }[];
  first: string; // of the time stamps; "" without points
  last: string;
}

export interface SeriesRows {
  columns: string[];
  rows: (string | number | boolean | null)[][];
}

export interface ReportRows {
  columns: { key: string; valtype: string }[];
  records: { offset: number; record: JsonObject }[];
  end: number;
}

export interface ReportDatabase {
  name: string;
  tables: { name: string; fields: Field[] }[];
}

export interface Documents {
  total: number;
  documents: JsonObject[];
}

export interface Delivery {
  id: number;
  state: string; // "waiting", "inFlight" or "delivered"
  first: number; // offsets, the last included
  last: number;
  records: number;
  attempts: number;
  createTime: string;
  nextAttempt: string;
  deliverTime: string;
  lastStatus: number; // 0 when there was no answer
  reason: string;
  response: string;
}

export interface HttpSink {
  repo: string;
  name: string;
  url: string;
  format: string;
  deliveredRecords: number;
  waitingRecords: number;
  waitingDeliveries: number;
  held: string; // why the host does not deliver now; "" when it does
  next: Delivery | undefined;
}

export interface DeliveriesPage {
  deliveries: Delivery[];
  next: number; // the id to go on from; 0 when that was all
  held: string;
}

export interface ExportCounts {
  type: string;
  written: number;
  omitted: number;
  rejected: number;
  reasons: Rejection[];
}

export interface Rejection {
  offset: number;
  reason: string;
}

const text = (value: Json | undefined): string => (typeof value === 'string' ? value : value == null ? '' : String(value));
const count = (value: Json | undefined): number => (value == null || Number.isNaN(Number(value)) ? 0 : Number(value));
const list = (value: Json | undefined): Json[] => (Array.isArray(value) ? value : []);
const objects = (value: Json | undefined): JsonObject[] => list(value).filter(isObject);
const texts = (value: Json | undefined): string[] => list(value).map(text);

export function readSinks(json: JsonObject): SinkEntry[] {
  return kSinkKinds.flatMap((kind) =>
    objects(json[kind]).map((row) => {
      const name = text(row.name);
      const cut = kind === 'logdb' || kind === 'kodo' ? -1 : name.indexOf('/');
      const amount = row.records ?? row.points ?? row.rows ?? row.documents ?? row.delivered ?? row.objects;
      return { kind, path: cut < 0 ? [name] : [name.slice(0, cut), name.slice(cut + 1)], host: text(row.host), count: count(amount) };
    }),
  );
}

export function readLogRepo(json: JsonObject): LogRepo {
  return { name: text(json.name), records: count(json.records), bytes: count(json.bytes), fields: readSchema(json.schema) };
}

export function readLogHits(json: JsonObject): LogHits {
  return { total: count(json.total), hits: readRecords(json.hits), notes: texts(json.notes) };
}

export function readLogHistogram(json: JsonObject): LogHistogram {
  return {
    total: count(json.total),
    field: text(json.field),
    seconds: count(json.seconds),
    buckets: objects(json.buckets).map((row) => ({ from: text(row.from), count: count(row.count) })),
    notes: texts(json.notes),
  };
}

export function readSeries(json: JsonObject): Series {
  return { points: count(json.points), tags: texts(json.tags), fields: readColumns(json.fields), first: text(json.first), last: text(json.last) };
}

export function readSeriesRows(json: JsonObject): SeriesRows {
  const plain = (cell: Json): string | number | boolean | null => (typeof cell === 'object' ? null : cell);
  return { columns: texts(json.columns), rows: list(json.rows).map((row) => list(row).map(plain)) };
}

export function readReportRows(json: JsonObject): ReportRows {
  return { columns: readColumns(json.columns), records: readRecords(json.records), end: count(json.end) };
}

export function readReportDatabases(json: JsonObject): ReportDatabase[] {
  return objects(json.databases).map((row) => ({
    name: text(row.name),
    tables: objects(row.tables).map((table) => ({ name: text(table.name), fields: readSchema(table.columns) })),
  }));
}

export function readDocuments(json: JsonObject): Documents {
  return { total: count(json.total), documents: objects(json.documents) };
}

function readColumns(value: Json | undefined): { key: string; valtype: string }[] {
  return objects(value).map((row) => ({ key: text(row.key), valtype: text(row.valtype) }));
}

function readRecords(value: Json | undefined): { offset: number; record: JsonObject }[] {
  return objects(value).map((row) => ({ offset: count(row.offset), record: isObject(row.record) ? row.record : {} }));
}

export function readDelivery(row: JsonObject): Delivery {
  return {
    id: count(row.id),
    state: text(row.state),
    first: count(row.first),
    last: count(row.last),
    records: count(row.records),
    attempts: count(row.attempts),
    createTime: text(row.createTime),
    nextAttempt: text(row.nextAttempt),
    deliverTime: text(row.deliverTime),
    lastStatus: count(row.lastStatus),
    reason: text(row.reason),
    response: text(row.response),
  };
}

export function readHttpSinks(json: JsonObject): HttpSink[] {
  return objects(json.exports).map((row) => ({
    repo: text(row.repo),
    name: text(row.export),
    url: text(row.url),
    format: text(row.format),
    deliveredRecords: count(row.deliveredRecords),
    waitingRecords: count(row.waitingRecords),
    waitingDeliveries: count(row.waitingDeliveries),
    held: text(row.held) || text(json.deliveriesOff),
    next: isObject(row.next) ? readDelivery(row.next) : undefined,
  }));
}

export function readDeliveries(json: JsonObject): DeliveriesPage {
  return { deliveries: objects(json.deliveries).map(readDelivery), next: count(json.next), held: text(json.held) };
}

export function readExportCounts(json: JsonObject): ExportCounts {
  return {
    type: text(json.type),
    written: count(json.written),
    omitted: count(json.omitted),
    rejected: count(json.rejected),
    reasons: objects(json.reasons).map((row) => ({ offset: count(row.offset), reason: text(row.reason) })),
  };
}
