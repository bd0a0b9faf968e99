// Shapes of the answers about SQL (/_sim/sql): what a statement means as one types it, what it yields, and the list of functions. Read
// defensively, as those of control.ts. Places are UTF-16 offsets into the statement, which is what the browser counts in.
import { isObject, type Json, type JsonObject } from '../base/json.ts';

export type TokenClass = 'keyword' | 'identifier' | 'function' | 'string' | 'number' | 'operator' | 'comment' | 'type' | 'error';

export interface SqlToken {
  start: number;
  length: number;
  class: TokenClass;
}

export interface SqlProblem {
  message: string;
  code: string; // "E18209"
  kind: string; // "parse", "analysis" or "runtime"
  line: number; // from 1
  pos: number; // from 0
  start: number;
  length: number;
  hint: string;
  setup: number; // in which of the set-up statements; -1 for the statement itself
}

export interface SqlColumn {
  name: string;
  type: string; // Spark's: "decimal(10,2)"
  valtype: string; // of a repo's field; "" when no repo could hold it
}

export interface SqlExplanation {
  tokens: SqlToken[];
  error: SqlProblem | undefined;
  schema: SqlColumn[];
  plan: string;
  sqlite: string;
  path: string; // "vectorised" or "sqlite"
}

export interface SqlRows {
  schema: SqlColumn[];
  rows: (string | null)[][];
  path: string;
  truncated: boolean;
}

export interface SqlFunction {
  name: string;
  aliases: string[];
  family: string;
  kind: string;
  newer: boolean;
  signatures: string[];
  text: { en: string; zh: string };
  examples: { expression: string; result: string }[];
}

export interface SqlFunctions {
  families: { id: string; title: { en: string; zh: string } }[];
  functions: SqlFunction[];
}

const kClasses: readonly string[] = ['keyword', 'identifier', 'function', 'string', 'number', 'operator', 'comment', 'type', 'error'];

const text = (value: Json | undefined): string => (typeof value === 'string' ? value : '');
const count = (value: Json | undefined, otherwise = 0): number => (typeof value === 'number' ? value : otherwise);
const list = (value: Json | undefined): Json[] => (Array.isArray(value) ? value : []);
const objects = (value: Json | undefined): JsonObject[] => list(value).filter(isObject);

export function readExplanation(json: JsonObject): SqlExplanation {
  const tokens: SqlToken[] = [];
  for (const row of list(json.tokens)) {
    if (!Array.isArray(row) || !kClasses.includes(text(row[2]))) continue;
    tokens.push({ start: count(row[0]), length: count(row[1]), class: text(row[2]) as TokenClass });
  }
  return {
    tokens,
    error: isObject(json.error) ? readProblem(json.error) : undefined,
    schema: readColumns(json.schema),
    plan: text(json.plan),
    sqlite: text(json.sqlite),
    path: text(json.path),
  };
}

function readProblem(json: JsonObject): SqlProblem {
  return {
    message: text(json.message),
    code: text(json.code),
    kind: text(json.kind),
    line: count(json.line, 1),
    pos: count(json.pos),
    start: count(json.start),
    length: count(json.length),
    hint: text(json.hint),
    setup: count(json.setup, -1),
  };
}

function readColumns(value: Json | undefined): SqlColumn[] {
  return objects(value).map((row) => ({ name: text(row.name), type: text(row.type), valtype: text(row.valtype) }));
}

export function readSqlRows(json: JsonObject): SqlRows {
  const rows = list(json.rows).map((row) => list(row).map((cell) => (typeof cell === 'string' ? cell : null)));
  return { schema: readColumns(json.schema), rows, path: text(json.path), truncated: json.truncated === true };
}

export function readFunctions(json: JsonObject): SqlFunctions {
  return {
    families: objects(json.families).map((row) => ({ id: text(row.id), title: { en: text(row.english), zh: text(row.chinese) } })),
    functions: objects(json.functions).map((row) => ({
      name: text(row.name),
      aliases: list(row.aliases).map(text),
      family: text(row.family),
      kind: text(row.kind),
      newer: row.newer === true,
      signatures: list(row.signatures).map(text),
      text: { en: text(row.english), zh: text(row.chinese) },
      examples: objects(row.examples).map((item) => ({ expression: text(item.expression), result: text(item.result) })),
    })),
  };
}

// Splits the text of the scratch pad: CREATE statements that come first, each ended by a semicolon, and the statement itself with its
// place. Semicolons inside quotes and comments end nothing.
export function splitStatements(whole: string): { setup: string[]; code: string; start: number } {
  const setup: string[] = [];
  let start = 0;
  for (const match of whole.matchAll(/'(?:[^'\\]|\\[^])*'?|"(?:[^"\\]|\\[^])*"?|`[^`]*`?|--[^\n]*|\/\*[^]*?(?:\*\/|$)|;/g)) {
    if (match[0] !== ';') continue;
    const part = whole.slice(start, match.index);
    if (!/^(?:\s|--[^\n]*(?:\n|$)|\/\*[^]*?\*\/)*create\s/i.test(part)) break;
    setup.push(part.trim());
    start = match.index + 1;
  }
  const blank = /^\s*/.exec(whole.slice(start))![0].length;
  return { setup, code: whole.slice(start + blank), start: start + blank };
}

// What a hint of the form "did you mean `x`?" would put in the place of the mistake.
export function fixOf(problem: SqlProblem): string | undefined {
  return /did you mean [`'"]?([^`'"?]+)[`'"]?\?/i.exec(problem.hint)?.[1];
}

// A name as SQL takes it: in backquotes unless it is a plain word.
export function quoteName(name: string): string {
  return /^[A-Za-z_][A-Za-z0-9_]*$/.test(name) ? name : '`' + name.replaceAll('`', '``') + '`';
}
