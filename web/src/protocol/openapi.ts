// What the console takes from /_sim/openapi.json: the list of documented requests, each with an example that can be sent. The
// document is produced from the route table (core/api), so nothing about the API is written twice.
import { isObject, type Json, type JsonObject } from '../base/json.ts';

export interface Operation {
  id: string;
  method: string;
  path: string; // the pattern, "/v2/repos/{RepoName}"
  tag: string;
  summary: { en: string; zh: string };
  docs: string;
  examplePath: string;
  contentType: string; // of the body; "" for none
  exampleBody: string;
  members: BodyMember[];
}

export interface BodyMember {
  name: string;
  type: string;
  required: boolean;
  text: { en: string; zh: string };
}

const kMethods = ['post', 'get', 'put', 'delete'];

export function readOperations(document: JsonObject): Operation[] {
  const operations: Operation[] = [];
  if (!isObject(document.paths)) return operations;
  for (const [path, item] of Object.entries(document.paths)) {
    if (!isObject(item)) continue;
    for (const method of kMethods) {
      const row = item[method];
      if (isObject(row)) operations.push(readOperation(path, method, row));
    }
  }
  return operations;
}

function readOperation(path: string, method: string, row: JsonObject): Operation {
  const content = isObject(row.requestBody) && isObject(row.requestBody.content) ? row.requestBody.content : {};
  const [contentType, media] = Object.entries(content)[0] ?? ['', null];
  const example = isObject(media) ? media.example : undefined;
  return {
    id: string(row.operationId) || `${method} ${path}`,
    method: method.toUpperCase(),
    path,
    tag: Array.isArray(row.tags) ? string(row.tags[0]) : '',
    summary: bilingual(row.summary, row['x-summary-zh']),
    docs: string(row['x-docs']),
    examplePath: string(row['x-example-path']) || fillPath(path, row.parameters),
    contentType,
    exampleBody: example == null ? '' : typeof example === 'string' ? example : JSON.stringify(example, null, 2),
    members: isObject(media) && isObject(media.schema) ? readMembers(media.schema) : [],
  };
}

function readMembers(schema: JsonObject): BodyMember[] {
  if (!isObject(schema.properties)) return [];
  const required = Array.isArray(schema.required) ? schema.required : [];
  return Object.entries(schema.properties).map(([name, row]) => ({
    name,
    type: isObject(row) ? string(row.type) : '',
    required: required.includes(name),
    text: isObject(row) ? bilingual(row.description, row['x-description-zh']) : { en: '', zh: '' },
  }));
}

// "{RepoName}" becomes the parameter's example, or the name itself.
function fillPath(path: string, parameters: Json | undefined): string {
  const examples = new Map<string, string>();
  for (const row of Array.isArray(parameters) ? parameters : []) {
    if (isObject(row) && row.example != null) examples.set(string(row.name), string(row.example));
  }
  return path.replace(/\{(\w+)[^}]*\}/g, (_, name: string) => examples.get(name) ?? name);
}

function bilingual(en: Json | undefined, zh: Json | undefined): { en: string; zh: string } {
  const english = string(en);
  return { en: english, zh: string(zh) || english };
}

function string(value: Json | undefined): string {
  return typeof value === 'string' ? value : value == null ? '' : String(value);
}
