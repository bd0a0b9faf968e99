// An editor for one SQL statement. As one types, the simulator reads it: colours, the mistake underlined with its message below, and the
// type of the result. Without CodeMirror (not loaded yet, or not to be had) a text area stands in its place, with the same message.
import { useEffect, useRef, useState } from 'preact/hooks';
import { fixOf, splitStatements, type SqlExplanation, type SqlProblem } from '../protocol/sql.ts';
import { useServices } from './context.ts';
import { Icon } from './icons.tsx';
import type { SqlMirrorHandle } from './sql_mirror.ts';
import type { SqlNames } from './sql_names.ts';
import { sqlText } from './sql_text.ts';
import { useEditor, type EditorProps } from './use_editor.tsx';

const kPause = 100; // milliseconds of silence before a statement is read

// The value may begin with CREATE TEMPORARY VIEW statements, each ended by a semicolon.
export interface SqlEditorProps extends EditorProps {
  setup?: string[]; // further ones, before those
  onlySyntax?: string; // why the tables are not known: then only mistakes of syntax are shown, and this else
  prepare?(code: string): string; // what is read in the text's place, of the same length
  names: SqlNames;
  onExplanation?(explanation: SqlExplanation | undefined): void; // of the text as last read; undefined when it is empty or could not be read
  handle?: { current: SqlMirrorHandle | undefined }; // receives the editor while it is there
}

export function SqlEditor(props: SqlEditorProps) {
  const texts = sqlText();
  const own = useRef<SqlMirrorHandle | undefined>(undefined);
  const editor = props.handle ?? own;
  const names = useRef(props.names);
  names.current = props.names;
  const { ready, element } = useEditor(props, { rows: 7, placeholder: texts.placeholder }, editor, async () => {
    const { createSqlMirror } = await import('./sql_mirror.ts');
    return (...place) => createSqlMirror(...place, () => names.current, sqlText().placeholder);
  });
  const reading = useReading(props, editor, ready);
  return (
    <div class="field">
      {element}
      <ReadingLine reading={reading} editor={editor} onlySyntax={props.onlySyntax} />
    </div>
  );
}

// What the simulator makes of the text, with the places counted from the text's beginning.
interface Reading {
  explanation?: SqlExplanation;
  failure?: string; // why there is none
}

function useReading(props: SqlEditorProps, editor: { current: SqlMirrorHandle | undefined }, ready: boolean): Reading {
  const { client } = useServices();
  const [reading, setReading] = useState<Reading>({});
  const ticket = useRef(0);
  const setup = (props.setup ?? []).join(';\n');
  useEffect(() => {
    const mine = ++ticket.current;
    const whole = props.value;
    const tell = (next: Reading): void => {
      if (mine !== ticket.current) return;
      setReading(next);
      props.onExplanation?.(next.explanation);
      const error = next.explanation?.error;
      editor.current?.paint(whole, next.explanation?.tokens ?? [], error && shown(error, props.onlySyntax) && error.setup < 0 ? error : undefined);
    };
    if (whole.trim() === '') return tell({});
    const timer = setTimeout(async () => {
      const parts = splitStatements(props.prepare?.(whole) ?? whole);
      const answer = await client.sqlExplain([...(props.setup ?? []), ...parts.setup], parts.code);
      if (!answer.ok) return tell({ failure: answer.error });
      // The set-up's own colours: they are no part of the statement, so they are asked for once more.
      const head = parts.setup.length > 0 ? await client.sqlExplain([], whole.slice(0, parts.start)) : undefined;
      tell({ explanation: moved(answer.value, parts, props.setup?.length ?? 0, whole, head?.ok ? head.value.tokens : []) });
    }, kPause);
    return () => clearTimeout(timer);
  }, [props.value, setup, props.onlySyntax, ready]);
  return reading;
}

// An explanation of the statement alone, with its places moved to where the statement stands in the whole text.
function moved(
  explanation: SqlExplanation,
  parts: { start: number },
  outside: number, // set-up statements that are not in the text
  whole: string,
  head: SqlExplanation['tokens'],
): SqlExplanation {
  const tokens = [...head, ...explanation.tokens.map((token) => ({ ...token, start: token.start + parts.start }))];
  const { error } = explanation;
  if (!error || error.setup >= 0) return { ...explanation, tokens, error: error && { ...error, setup: Math.max(0, error.setup - outside) } };
  const before = whole.slice(0, parts.start).split('\n');
  const pos = error.line === 1 ? error.pos + [...before.at(-1)!].length : error.pos;
  return { ...explanation, tokens, error: { ...error, start: error.start + parts.start, line: error.line + before.length - 1, pos } };
}

function shown(error: SqlProblem, onlySyntax: string | undefined): boolean {
  return onlySyntax === undefined || error.kind === 'parse';
}

// The message. It is announced; the place in it is a button that goes there, and a hint that names the cure one that applies it.
function ReadingLine(props: { reading: Reading; editor: { current: SqlMirrorHandle | undefined }; onlySyntax: string | undefined }) {
  const texts = sqlText();
  const { explanation, failure } = props.reading;
  const error = explanation?.error;
  return (
    <div class="sql-reading" aria-live="polite" role="status">
      {failure !== undefined && (
        <p class="sql-problem">
          <Icon name="warn" />
          <span class="break">
            {texts.notChecked}: {failure}
          </span>
        </p>
      )}
      {error && shown(error, props.onlySyntax) && <Problem error={error} editor={props.editor} />}
      {error && !shown(error, props.onlySyntax) && <p class="muted small-text">{props.onlySyntax}</p>}
      {explanation && !error && explanation.schema.length > 0 && (
        <p class="muted small-text sql-yields">{texts.reads(explanation.schema.map((column) => `${column.name} ${column.type}`).join(', '))}</p>
      )}
    </div>
  );
}

function Problem({ error, editor }: { error: SqlProblem; editor: { current: SqlMirrorHandle | undefined } }) {
  const texts = sqlText();
  const fix = error.setup < 0 && error.length > 0 ? fixOf(error) : undefined;
  return (
    <p class="sql-problem">
      <Icon name="warn" />
      {error.setup >= 0 ? (
        <span class="muted">{texts.inSetup(error.setup + 1)}</span>
      ) : (
        <button type="button" class="link-button" onClick={() => editor.current?.select(error.start, error.length)}>
          {texts.place(error.line, error.pos + 1)}
        </button>
      )}
      <span class="break">
        {texts.kinds[error.kind] ?? error.kind}: {error.message}
        {error.code && <code class="muted"> {error.code}</code>}
      </span>
      {error.hint && !fix && <span class="muted break">{error.hint}</span>}
      {fix && (
        <button type="button" class="button small" onClick={() => editor.current?.replace(error.start, error.length, fix)}>
          <Icon name="check" />
          {texts.fix(fix)}
        </button>
      )}
    </p>
  );
}
