// The shape of /_sim/lineage: who reads what, and how far each has come.
import { isObject, type Json, type JsonObject } from '../base/json.ts';

export interface Reader {
  name: string;
  type: string; // of an export: "kodo" ...; "" for a transform
  to: string; // the repo that a transform fills; "" for an export
  offset: number;
  lag: number; // records
  error: string; // why its last run failed; "" when it did not
  errorTime: string;
}

export interface LineageNode {
  repo: string;
  records: number;
  transforms: Reader[];
  exports: Reader[];
}

const text = (value: Json | undefined): string => (typeof value === 'string' ? value : '');
const count = (value: Json | undefined): number => (value == null || Number.isNaN(Number(value)) ? 0 : Number(value));
const objects = (value: Json | undefined): JsonObject[] => (Array.isArray(value) ? value.filter(isObject) : []);

export function readLineage(json: JsonObject): LineageNode[] {
  return objects(json.nodes).map((row) => ({
    repo: text(row.repo),
    records: count(row.records),
    transforms: readReaders(row.transforms),
    exports: readReaders(row.exports),
  }));
}

function readReaders(value: Json | undefined): Reader[] {
  return objects(value).map((row) => ({
    name: text(row.name),
    type: text(row.type),
    to: text(row.to),
    offset: count(row.offset),
    lag: count(row.lag),
    error: text(row.error),
    errorTime: text(row.errorTime),
  }));
}
