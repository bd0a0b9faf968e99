// The functions of SQL, searchable: from the table in the code, by way of GET /_sim/sql/functions.
import { useState } from 'preact/hooks';
import type { SqlFunction, SqlFunctions } from '../protocol/sql.ts';
import { Loading } from '../widgets/controls.tsx';
import { href } from '../widgets/router.ts';
import { sqlText } from '../widgets/sql_text.ts';
import { useFunctions } from '../widgets/sql_vocabulary.ts';
import { formatCount, pickLanguage } from '../widgets/text.ts';

export function FunctionsView() {
  const texts = sqlText();
  const functions = useFunctions();
  const [wanted, setWanted] = useState('');
  if (!functions) return <Loading />;
  const matches = search(functions, wanted);
  return (
    <div class="stack">
      <div class="row">
        <input class="input grow" type="search" aria-label={texts.findFunction} placeholder={texts.findFunction} value={wanted} onInput={(event) => setWanted(event.currentTarget.value)} />
        <span class="muted small-text numeric" role="status">
          {matches.length === 0 ? texts.noFunction : texts.found(formatCount(matches.length))}
        </span>
      </div>
      {functions.families.map((family) => {
        const rows = matches.filter((row) => row.family === family.id);
        if (rows.length === 0) return null;
        return (
          <section key={family.id} class="stack" aria-labelledby={`family-${family.id}`}>
            <h2 id={`family-${family.id}`} class="sql-family">
              {pickLanguage(family.title)}
            </h2>
            <ul class="sql-functions">
              {rows.map((row) => (
                <FunctionCard key={row.name} row={row} />
              ))}
            </ul>
          </section>
        );
      })}
    </div>
  );
}

// Every word must be in the name or in what is said about it. What is called by the word comes first.
function search(functions: SqlFunctions, wanted: string): SqlFunction[] {
  const words = wanted.toLowerCase().split(/\s+/).filter(Boolean);
  return functions.functions
    .filter((row) => {
      const all = [row.name, ...row.aliases, row.text.en, row.text.zh, row.kind].join(' ').toLowerCase();
      return words.every((word) => all.includes(word));
    })
    .sort((a, b) => rank(a, words) - rank(b, words));
}

function rank(row: SqlFunction, words: string[]): number {
  return words.some((word) => [row.name, ...row.aliases].some((name) => name.startsWith(word))) ? 0 : 1;
}

function FunctionCard({ row }: { row: SqlFunction }) {
  const texts = sqlText();
  const example = row.examples[0];
  const notes = [texts.kindNames[row.kind], row.newer ? texts.newer : ''].filter(Boolean);
  return (
    <li class="card">
      <div class="row between">
        <h3>
          <code>{[row.name, ...row.aliases].join(', ')}</code>
          {notes.length > 0 && <span class="muted small-text"> {notes.join(' · ')}</span>}
        </h3>
        {example && (
          <a class="button small" aria-label={texts.tryOf(row.name)} href={href(['sql'], { code: `select ${example.expression}` })}>
            {texts.tryIt}
          </a>
        )}
      </div>
      <p>{pickLanguage(row.text)}</p>
      {row.signatures.map((signature) => (
        <code key={signature} class="break muted">
          {signature}
        </code>
      ))}
      {row.examples.length > 0 && (
        <dl class="sql-examples">
          {row.examples.map((item) => (
            <div key={item.expression}>
              <dt>
                <code class="break">{item.expression}</code>
              </dt>
              <dd>
                <code class="break">{item.result}</code>
              </dd>
            </div>
          ))}
        </dl>
      )}
    </li>
  );
}
