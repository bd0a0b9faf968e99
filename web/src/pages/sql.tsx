// The SQL page: a scratch pad for one statement with what it means and what it yields, and the list of functions beside it.
import { useRef, useState } from 'preact/hooks';
import { getPreference, setPreference } from '../base/preferences.ts';
import { success } from '../base/result.ts';
import type { SqlTable } from '../engine/control_client.ts';
import { reportSql, reportTables } from '../engine/sink_questions.ts';
import { quoteName, splitStatements, type SqlExplanation } from '../protocol/sql.ts';
import { useServices } from '../widgets/context.ts';
import { PageHead } from '../widgets/controls.tsx';
import { Icon } from '../widgets/icons.tsx';
import { href, route } from '../widgets/router.ts';
import { SqlEditor } from '../widgets/sql_editor.tsx';
import type { SqlMirrorHandle } from '../widgets/sql_mirror.ts';
import { sqlText } from '../widgets/sql_text.ts';
import { useFunctions, useTables } from '../widgets/sql_vocabulary.ts';
import { useData } from '../widgets/use_data.ts';
import { viewsOfTables } from './body_tables.ts';
import { FunctionsView } from './sql_functions.tsx';
import { SqlResults, type SqlRun } from './sql_results.tsx';
import { SqlTables } from './sql_tables.tsx';

const kKept = 20_000; // characters

const kExampleValues = `select origin, count(*) as flights, round(avg(delay), 1) as average
from values ('PEK', 12), ('PEK', 31), ('SHA', 5), ('SHA', null) as flights(origin, delay)
group by origin
order by average desc`;

const kExampleWindow = `select day, value, value - lag(value) over (order by day) as change
from values ('2017-06-01', 3), ('2017-06-02', 8), ('2017-06-03', 6) as t(day, value)`;

// A first look at a repo: numbers summed up by text where it has both, else its first rows.
function exampleOver(table: SqlTable): string {
  const label = table.fields.find((field) => field.valtype === 'string');
  const number = table.fields.find((field) => field.valtype === 'long' || field.valtype === 'float');
  const from = `from ${quoteName(table.name)}`;
  if (!label || !number) return `select *\n${from}\nlimit 100`;
  const [by, of] = [quoteName(label.key), quoteName(number.key)];
  return `select ${by}, count(*) as records, avg(${of}) as average\n${from}\ngroup by ${by}\norder by records desc\nlimit 20`;
}

export function SqlPage({ view }: { view: string | undefined }) {
  const texts = sqlText();
  const database = route.value.query.get('db') ?? '';
  const start = route.value.query.get('code') ?? undefined;
  return (
    <>
      <PageHead title={texts.title} lead={view === 'functions' ? texts.functionsLead : database ? texts.overReport(database) : texts.lead} />
      <div class="tabs" role="group" aria-label={texts.title}>
        <a href={href(['sql'])} aria-current={view !== 'functions' ? 'page' : undefined}>
          {texts.pad}
        </a>
        <a href={href(['sql', 'functions'])} aria-current={view === 'functions' ? 'page' : undefined}>
          {texts.functions}
        </a>
      </div>
      {view === 'functions' ? <FunctionsView /> : <ScratchPad key={`${database} ${start ?? ''}`} database={database} start={start} />}
    </>
  );
}

// The pad over the repos, or over the tables of a report database.
function ScratchPad({ database, start }: { database: string; start: string | undefined }) {
  const texts = sqlText();
  const { client } = useServices();
  const [code, setCode] = useState(start ?? (database ? '' : getPreference('sql')) ?? '');
  const [edition, setEdition] = useState(0);
  const [path, setPath] = useState('auto');
  const [explanation, setExplanation] = useState<SqlExplanation>();
  const [run, setRun] = useState<SqlRun>();
  const [running, setRunning] = useState(false);
  const editor = useRef<SqlMirrorHandle | undefined>(undefined);
  const functions = useFunctions();
  const repos = useTables();
  const report = useData(`report tables ${database}`, async (asked) => (database ? reportTables(asked, database) : success([]))).value;
  const tables = database ? report : repos;

  // Kept for the next visit. What an address brought along is not, until it is edited: it must not displace the person's own.
  const edit = (next: string): void => {
    setCode(next);
    if (!database) setPreference('sql', next.slice(0, kKept));
  };
  const load = (example: string): void => {
    edit(example);
    setEdition(edition + 1);
    setRun(undefined);
  };
  const submit = async (): Promise<void> => {
    if (running || code.trim() === '') return;
    setRunning(true);
    const parts = splitStatements(code);
    const started = performance.now();
    const answer = await (database ? reportSql(client, database, parts, path) : client.sqlRun(parts.setup, parts.code, path));
    setRunning(false);
    setRun({ code, millis: performance.now() - started, ...(answer.ok ? { answer: answer.value } : { error: answer.error }) });
  };
  const insert = (name: string): void => {
    if (editor.current) editor.current.insert(name);
    else edit(code + name);
  };

  return (
    <div class="sql-pad">
      <div class="stack sql-main">
        <form
          class="stack card"
          aria-label={texts.pad}
          onSubmit={(event) => {
            event.preventDefault();
            void submit();
          }}
        >
          <SqlEditor
            key={edition}
            label={texts.statement}
            value={code}
            setup={database ? viewsOfTables(report ?? []) : undefined}
            names={{ tables: tables ?? [], functions: functions?.functions ?? [] }}
            handle={editor}
            onInput={edit}
            onSubmit={() => void submit()}
            onExplanation={setExplanation}
          />
          <div class="row">
            <button type="submit" class="button primary" disabled={running || code.trim() === ''} title={texts.runHint}>
              <Icon name="play" />
              {running ? texts.running : texts.run}
            </button>
            <select class="input" aria-label={texts.executor} value={path} onChange={(event) => setPath(event.currentTarget.value)}>
              {Object.entries(texts.paths).map(([name, label]) => (
                <option key={name} value={name}>
                  {label}
                </option>
              ))}
            </select>
            <span class="muted small-text grow sql-keys">{texts.keyHint}</span>
          </div>
        </form>
        {code.trim() === '' ? (
          <Examples tables={tables ?? []} load={load} />
        ) : (
          <SqlResults run={run} stale={run !== undefined && run.code !== code} explanation={explanation} />
        )}
      </div>
      <SqlTables tables={tables} insert={insert} />
    </div>
  );
}

function Examples({ tables, load }: { tables: SqlTable[]; load(code: string): void }) {
  const texts = sqlText();
  const table = tables.find((row) => row.fields.length > 0);
  return (
    <div class="empty">
      <p class="empty-title">{texts.emptyTitle}</p>
      <p>{texts.emptyText}</p>
      <div class="row centre">
        <button type="button" class="button" onClick={() => load(`-- ${texts.commentValues}\n${kExampleValues}`)}>
          {texts.exampleValues}
        </button>
        <button type="button" class="button" onClick={() => load(`-- ${texts.commentWindow}\n${kExampleWindow}`)}>
          {texts.exampleWindow}
        </button>
        {table && (
          <button type="button" class="button" onClick={() => load(exampleOver(table))}>
            {texts.exampleRepo(table.name)}
          </button>
        )}
      </div>
    </div>
  );
}
