// What can be completed in a statement: words of the language, functions, tables and their fields.
import type { Completion } from '@codemirror/autocomplete';
import type { SqlTable } from '../engine/control_client.ts';
import { quoteName, type SqlFunction } from '../protocol/sql.ts';
import { pickLanguage } from './text.ts';

export interface SqlNames {
  tables: SqlTable[];
  functions: SqlFunction[];
}

const kWords = (
  'select distinct from where group by having order by limit as and or not in is null like rlike between case when then else end ' +
  'join left right full inner cross semi anti outer on using union all intersect except with over partition rows range unbounded preceding ' +
  'following current row asc desc nulls first last cast exists lateral view values true false interval date timestamp rollup cube grouping sets'
).split(' ');

// `table` is what stands before a dot: then only its fields fit; of an alias, which is not known here, all fields do.
export function completions(names: SqlNames, table: string | undefined): Completion[] {
  if (table === undefined) return [...fieldsOf(names.tables), ...tablesOf(names), ...functionsOf(names), ...words()];
  const named = names.tables.filter((row) => row.name.toLowerCase() === table.toLowerCase());
  return fieldsOf(named.length > 0 ? named : names.tables);
}

function fieldsOf(tables: SqlTable[]): Completion[] {
  const seen = new Map<string, Completion>();
  for (const table of tables) {
    for (const field of table.fields) {
      const known = seen.get(field.key);
      const detail = known ? known.detail! : field.valtype;
      seen.set(field.key, { label: field.key, apply: quoteName(field.key), detail, type: 'property', boost: 3 });
    }
  }
  return [...seen.values()];
}

function tablesOf(names: SqlNames): Completion[] {
  return names.tables.map((table) => ({ label: table.name, apply: quoteName(table.name), type: 'class', boost: 2 }));
}

function functionsOf(names: SqlNames): Completion[] {
  return names.functions
    .filter((row) => row.kind !== 'operator' || /^[a-z]/.test(row.name))
    .flatMap((row) => [row.name, ...row.aliases].filter((name) => /^[a-z]/.test(name)).map((name) => functionEntry(row, name)));
}

function functionEntry(row: SqlFunction, name: string): Completion {
  const info = [pickLanguage(row.text), ...row.signatures, ...row.examples.slice(0, 2).map((item) => `${item.expression} => ${item.result}`)].join('\n');
  const apply = row.kind === 'operator' ? name : `${name}(`;
  return { label: name, apply, detail: row.kind === 'operator' ? '' : '()', type: 'function', info, boost: 1 };
}

function words(): Completion[] {
  return [...new Set(kWords)].map((word) => ({ label: word, type: 'keyword' }));
}
