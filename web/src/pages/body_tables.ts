// Which tables the SQL inside a request's body may name, as CREATE TEMPORARY VIEW statements that stand for them while one types.
import type { SqlTable } from '../engine/control_client.ts';
import { decodeUtf8 } from '../base/bytes.ts';
import { isObject, parseJson, type Json } from '../base/json.ts';
import { quoteName } from '../protocol/sql.ts';

export interface BodyTables {
  setup: string[];
  known: boolean; // false: there are tables that no view can stand for
  missing?: string; // the repo that is not there yet
}

// `tables` are the repos of the account.
export function tablesOfBody(target: string, body: string, tables: SqlTable[]): BodyTables {
  const repo = /^\/v2\/repos\/([^/?]+)\/transforms\//.exec(target)?.[1];
  if (repo !== undefined) {
    if (!tables.some((table) => table.name === repo)) return { setup: [], known: false, missing: repo };
    // A transform reads its source as `stream`.
    return { setup: [`create temporary view stream as select * from ${quoteName(repo)}`], known: true };
  }
  const json = parseJson(body);
  if (!isObject(json)) return { setup: [], known: false };
  if (target.startsWith('/_sim/sql/')) {
    return { setup: (Array.isArray(json.setup) ? json.setup : []).filter((view) => typeof view === 'string'), known: true };
  }
  if (!target.startsWith('/dag/')) return { setup: [], known: false };
  const views = (Array.isArray(json.sourceSchemas) ? json.sourceSchemas : []).map(viewOfSource);
  return { setup: views.filter((view) => view !== undefined), known: !views.includes(undefined) };
}

const kFieldTypes: Record<string, string> = { long: 'bigint', float: 'double', string: 'string', jsonstring: 'string', date: 'timestamp', boolean: 'boolean' };
const kAvroTypes: Record<string, string> = { string: 'string', long: 'bigint', int: 'int', double: 'double', float: 'float', boolean: 'boolean', bytes: 'binary', enum: 'string' };

// A view without rows for one entry of `sourceSchemas` (seed 000:1054). Nothing for types that a cast cannot name.
function viewOfSource(source: Json): string | undefined {
  if (!isObject(source) || typeof source.tableName !== 'string') return undefined;
  const schema = decodeBase64(source.schema);
  const fields = source.type === 'batch' ? batchFields(schema) : avroFields(schema);
  return fields && viewWithoutRows(source.tableName, fields);
}

function viewWithoutRows(table: string, fields: Fields): string | undefined {
  const columns = fields.map(([name, type]) => (type ? `cast(null as ${type}) as ${quoteName(name)}` : ''));
  if (columns.length === 0 || columns.includes('')) return undefined;
  return `create temporary view ${quoteName(table)} as select ${columns.join(', ')} from values (1) where false`;
}

// Views that stand for tables which are no repos. Nothing for a table without columns, or with one of a type that a cast cannot name.
export function viewsOfTables(tables: SqlTable[]): string[] {
  const views = tables.map((table) => viewWithoutRows(table.name, table.fields.map((field) => [field.key, kFieldTypes[field.valtype]])));
  return views.filter((view) => view !== undefined);
}

type Fields = [name: string, type: string | undefined][];

function batchFields(schema: Json | undefined): Fields | undefined {
  if (!Array.isArray(schema)) return undefined;
  return schema.filter(isObject).map((field) => [String(field.key), kFieldTypes[String(field.valtype)]]);
}

function avroFields(schema: Json | undefined): Fields | undefined {
  const record = isObject(schema) && typeof schema.schema === 'string' ? parseJson(schema.schema) : undefined;
  if (!isObject(record) || !Array.isArray(record.fields)) return undefined;
  return record.fields.filter(isObject).map((field) => {
    const choices = Array.isArray(field.type) ? field.type.filter((type) => type !== 'null') : [field.type];
    return [String(field.name), choices.length === 1 ? kAvroTypes[String(choices[0])] : undefined];
  });
}

function decodeBase64(value: Json | undefined): Json | undefined {
  try {
    return parseJson(decodeUtf8(Uint8Array.from(atob(String(value)), (char) => char.charCodeAt(0))));
  } catch {
    return undefined;
  }
}

// Magic variables such as $(day) are put in by the service before it reads the statement. Digits of the same length stand for them.
export function withoutMagic(code: string): string {
  return code.replace(/\$\(\w+\)/g, (variable) => '1'.repeat(variable.length));
}
