// Shapes of the control interface's answers (/_sim), read defensively: a member that is missing or of another type takes a
// harmless value, so that a page shows less instead of failing.
import { isObject, parseJson, type Json, type JsonObject } from '../base/json.ts';
import { failure, success, type Result } from '../base/result.ts';
import { responseText, type ApiResponse } from './http.ts';

export interface Clock {
  now: string;
  mode: string; // "real" or "virtual"
  scale: number; // simulated seconds per second; 0 is paused
  next: string | undefined; // when the next task is due
}

export interface RecordsPage {
  records: { offset: number; record: JsonObject }[];
  next: number;
  end: number;
}

export interface Bucket {
  name: string;
  objects: number;
  bytes: number;
}

export interface StoredObject {
  key: string;
  size: number;
  createTime: string;
  expires: string;
}

export interface RepoEntry {
  name: string;
  derivedFrom: string; // the transform that fills it; "" when it is pushed to
  records: number;
  bytes: number;
}

export interface Field {
  key: string;
  valtype: string;
  elemtype: string;
  required: boolean;
  schema: Field[];
}

export interface JournalEntry {
  seq: number;
  at: string;
  kind: string;
  method: string;
  target: string;
  status: number;
  note: string;
  bodySize: number;
}

export interface JournalPage {
  entries: JournalEntry[];
  length: number;
}

export interface Info {
  version: string;
  host: string;
  stateFile: string;
  journalLength: number;
  checksum: string;
}

// The parsed body of a 200, or the service's own words.
export function readJson(response: ApiResponse): Result<JsonObject> {
  const json = parseJson(responseText(response));
  if (response.status === 200 && isObject(json)) return success(json);
  const error = isObject(json) && typeof json.error === 'string' ? json.error : '';
  return failure(error || `HTTP ${response.status}`);
}

const text = (value: Json | undefined): string => (typeof value === 'string' ? value : value == null ? '' : String(value));
const count = (value: Json | undefined): number => (value == null || Number.isNaN(Number(value)) ? 0 : Number(value));
const list = (value: Json | undefined): JsonObject[] => (Array.isArray(value) ? value.filter(isObject) : []);

export function readClock(json: JsonObject): Clock {
  return { now: text(json.now), mode: text(json.mode), scale: count(json.scale), next: text(json.next) || undefined };
}

export function readRecords(json: JsonObject): RecordsPage {
  const records = list(json.records).map((row) => ({
    offset: count(row.offset),
    record: isObject(row.record) ? row.record : {},
  }));
  return { records, next: count(json.next), end: count(json.end) };
}

export function readBuckets(json: JsonObject): Bucket[] {
  return list(json.buckets).map((row) => ({ name: text(row.name), objects: count(row.objects), bytes: count(row.bytes) }));
}

export function readObjects(json: JsonObject): StoredObject[] {
  return list(json.objects).map((row) => ({
    key: text(row.key),
    size: count(row.size),
    createTime: text(row.createTime),
    expires: text(row.expires),
  }));
}

export function readRepos(json: JsonObject): RepoEntry[] {
  return list(json.repos).map((row) => ({
    name: text(row.name),
    derivedFrom: text(row.derivedFrom),
    records: count(row.records),
    bytes: count(row.bytes),
  }));
}

export function readSchema(value: Json | undefined): Field[] {
  return list(value).map((row) => ({
    key: text(row.key),
    valtype: text(row.valtype),
    elemtype: text(row.elemtype),
    required: row.required === true,
    schema: readSchema(row.schema),
  }));
}

export function readJournal(json: JsonObject): JournalPage {
  const entries = list(json.entries).map((row) => ({
    seq: count(row.seq),
    at: text(row.at),
    kind: text(row.kind),
    method: text(row.method),
    target: text(row.path),
    status: count(row.status),
    note: text(row.error ?? row.note),
    bodySize: count(row.bodySize),
  }));
  return { entries, length: count(json.length) };
}

export function readInfo(json: JsonObject): Info {
  const journal = isObject(json.journal) ? json.journal : {};
  return {
    version: text(json.version),
    host: text(json.host),
    stateFile: text(json.stateFile),
    journalLength: count(journal.length),
    checksum: text(json.checksum),
  };
}
