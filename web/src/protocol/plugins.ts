// Shapes of the answers about plugins (/_sim/plugins), read defensively.
import { isObject, type Json, type JsonObject } from '../base/json.ts';

export interface Plugin {
  name: string;
  size: number;
  md5: string;
  jar: string; // "class found", "class missing" or "no zip"
  note: string; // what is in the jar, or why it is none
  classFile: string;
  classes: string[];
  binding: Binding | undefined;
  transforms: { repo: string; name: string; error: string }[];
  createTime: string;
}

// As it is put: members that do not belong to the kind are absent.
export interface Binding {
  code?: string;
  builtin?: string;
  field?: string;
  delimiter?: string;
  columns?: string[];
  pairSeparator?: string;
  keySeparator?: string;
}

export const kBuiltins = ['nginx-access', 'apache-common', 'apache-combined', 'key-value', 'json', 'csv'] as const;

const text = (value: Json | undefined): string => (typeof value === 'string' ? value : '');
const list = (value: Json | undefined): Json[] => (Array.isArray(value) ? value : []);

export function readPlugins(json: JsonObject): Plugin[] {
  return list(json.plugins).filter(isObject).map(readPlugin);
}

export function readPlugin(json: JsonObject): Plugin {
  const transforms = list(json.transforms).filter(isObject);
  return {
    name: text(json.name),
    size: Number(json.size) || 0,
    md5: text(json.md5),
    jar: text(json.jar),
    note: text(json.note),
    classFile: text(json.class),
    classes: list(json.classes).map(text),
    binding: isObject(json.binding) ? readBinding(json.binding) : undefined,
    transforms: transforms.map((row) => ({ repo: text(row.repo), name: text(row.transform), error: text(row.error) })),
    createTime: text(json.createTime),
  };
}

function readBinding(json: JsonObject): Binding {
  const binding: Binding = {};
  for (const name of ['code', 'builtin', 'field', 'delimiter', 'pairSeparator', 'keySeparator'] as const) {
    if (typeof json[name] === 'string') binding[name] = json[name];
  }
  if (Array.isArray(json.columns)) binding.columns = json.columns.map(text);
  return binding;
}
