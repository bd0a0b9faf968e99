// What became of a statement: its rows as a table, the schema, the plan, and the SQL that the SQLite path makes of it.
import { useState } from 'preact/hooks';
import { encodeUtf8 } from '../base/bytes.ts';
import { formatMillis } from '../base/time.ts';
import type { SqlColumn, SqlExplanation, SqlRows } from '../protocol/sql.ts';
import { CopyButton, DataTable, saveFile } from '../widgets/controls.tsx';
import { Icon } from '../widgets/icons.tsx';
import { sqlText } from '../widgets/sql_text.ts';
import { formatCount } from '../widgets/text.ts';

const kShown = 500; // rows in the page; the file has all
const kViews = ['rows', 'schema', 'plan', 'sqlite'] as const;

export interface SqlRun {
  code: string;
  millis: number;
  answer?: SqlRows;
  error?: string;
}

export function SqlResults({ run, stale, explanation }: { run: SqlRun | undefined; stale: boolean; explanation: SqlExplanation | undefined }) {
  const texts = sqlText();
  const [view, setView] = useState<(typeof kViews)[number]>('rows');
  return (
    <section class="stack" aria-label={texts.views}>
      <div class="segments" role="group" aria-label={texts.views}>
        {kViews.map((name) => (
          <button key={name} type="button" aria-pressed={view === name} onClick={() => setView(name)}>
            {texts.tabs[name]}
          </button>
        ))}
      </div>
      {view === 'rows' && <Rows run={run} stale={stale} />}
      {view === 'schema' && <Columns columns={explanation?.schema ?? []} />}
      {view === 'plan' && <Source content={explanation?.plan ?? ''} label={texts.tabs.plan!} />}
      {view === 'sqlite' && <Source content={explanation?.sqlite ?? ''} label={texts.tabs.sqlite!} note={texts.sqliteNote} />}
    </section>
  );
}

function Rows({ run, stale }: { run: SqlRun | undefined; stale: boolean }) {
  const texts = sqlText();
  if (!run) return <p class="muted">{texts.noRows}</p>;
  if (run.error !== undefined) {
    return (
      <div class="callout bad" role="alert">
        <Icon name="warn" />
        <pre class="grow plain">{run.error}</pre>
      </div>
    );
  }
  if (!run.answer) return null;
  const { answer } = run;
  const count = formatCount(answer.rows.length);
  return (
    <>
      <div class="row between">
        <p class="muted small-text numeric" role="status">
          {texts.counts(count, formatMillis(run.millis), texts.pathNames[answer.path] ?? answer.path)}
          {stale && <span class="badge warn sql-stale">{texts.old}</span>}
        </p>
        <button type="button" class="button small" onClick={() => saveFile('result.csv', encodeUtf8(toCsv(answer)), 'text/csv')}>
          <Icon name="download" />
          {texts.csv}
        </button>
      </div>
      <RowTable answer={answer} />
      {answer.rows.length === 0 && <p class="muted">{texts.emptyResult}</p>}
      {answer.rows.length > kShown && <p class="muted small-text">{texts.cut(formatCount(kShown), count)}</p>}
      {answer.truncated && <p class="muted small-text">{texts.truncated(count)}</p>}
    </>
  );
}

function RowTable({ answer }: { answer: SqlRows }) {
  const texts = sqlText();
  const isNumber = answer.schema.map((column) => /^(tinyint|smallint|int|bigint|float|double|decimal)/.test(column.type));
  return (
    <div class="table-frame sql-rows" role="region" aria-label={texts.tabs.rows} tabIndex={0}>
      <table class="table">
        <caption class="visually-hidden">{texts.tabs.rows}</caption>
        <thead>
          <tr>
            {answer.schema.map((column, at) => (
              <th key={at} scope="col" class={isNumber[at] ? 'numeric' : ''}>
                {column.name} <span class="sql-type">{column.type}</span>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {answer.rows.slice(0, kShown).map((row, index) => (
            <tr key={index}>
              {row.map((cell, at) => (
                <td key={at} class={isNumber[at] ? 'numeric' : ''}>
                  {cell ?? <span class="sql-null">NULL</span>}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Columns({ columns }: { columns: SqlColumn[] }) {
  const texts = sqlText();
  if (columns.length === 0) return <p class="muted">{texts.nothing}</p>;
  return (
    <DataTable
      caption={texts.tabs.schema!}
      rows={columns.map((column, at) => ({ ...column, at }))}
      rowKey={(row) => row.at}
      columns={[
        { key: 'name', title: texts.column, cell: (row) => <code>{row.name}</code> },
        { key: 'type', title: texts.sparkType, cell: (row) => <code>{row.type}</code> },
        { key: 'valtype', title: texts.valtype, cell: (row) => (row.valtype ? row.valtype : <span class="muted">{texts.noValtype}</span>) },
      ]}
    />
  );
}

function Source({ content, label, note }: { content: string; label: string; note?: string }) {
  if (!content) return <p class="muted">{sqlText().nothing}</p>;
  return (
    <>
      <div class="row between">
        <p class="muted small-text">{note}</p>
        <CopyButton content={() => content} />
      </div>
      <pre class="code" tabIndex={0} aria-label={label}>
        {content}
      </pre>
    </>
  );
}

// RFC 4180, with NULL as nothing and an empty text as "".
export function toCsv(answer: SqlRows): string {
  const cell = (value: string | null): string => (value === null ? '' : value === '' || /[",\r\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value);
  const lines = [answer.schema.map((column) => cell(column.name)), ...answer.rows.map((row) => row.map(cell))];
  return lines.map((line) => line.join(',') + '\r\n').join('');
}
