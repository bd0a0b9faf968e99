// CodeMirror for SQL. It knows no grammar: colours and the mistake's place come from the simulator's own reading of the statement
// (/_sim/sql/explain), names to complete from the tables and functions that there are.
import {
  acceptCompletion,
  autocompletion,
  closeCompletion,
  completionKeymap,
  selectedCompletion,
  type CompletionContext,
  type CompletionResult,
} from '@codemirror/autocomplete';
import { Prec, StateEffect, StateField, type Range } from '@codemirror/state';
import { Decoration, EditorView, keymap, placeholder, type DecorationSet } from '@codemirror/view';
import type { SqlToken } from '../protocol/sql.ts';
import { openMirror, replaceAll, type MirrorEvents } from './mirror_base.ts';
import { completions, type SqlNames } from './sql_names.ts';
import type { EditorHandle } from './use_editor.tsx';

export interface SqlMirrorHandle extends EditorHandle {
  // Colours `code`, which must be what the editor holds; otherwise nothing happens, and the next explanation will fit.
  paint(code: string, tokens: SqlToken[], mistake: { start: number; length: number } | undefined): void;
  insert(text: string): void; // at the cursor, with the focus there
  replace(start: number, length: number, text: string): void;
  select(start: number, length: number): void;
}

const setPaint = StateEffect.define<DecorationSet>();

// What was painted moves along with the text until the next painting.
const paintField = StateField.define<DecorationSet>({
  create: () => Decoration.none,
  update(paint, transaction) {
    for (const effect of transaction.effects) if (effect.is(setPaint)) return effect.value;
    return paint.map(transaction.changes);
  },
  provide: (field) => EditorView.decorations.from(field),
});

const kLook = EditorView.theme({
  '.sql-keyword': { color: 'var(--code-word)', fontWeight: '600' },
  '.sql-function': { color: 'var(--code-key)' },
  '.sql-type': { color: 'var(--code-key)' },
  '.sql-string': { color: 'var(--code-string)' },
  '.sql-number': { color: 'var(--code-number)' },
  '.sql-comment': { color: 'var(--muted)', fontStyle: 'italic' },
  '.sql-error': { color: 'var(--bad)' },
  '.sql-mistake': { textDecoration: 'underline wavy var(--bad)', textUnderlineOffset: '3px', backgroundColor: 'var(--bad-soft)' },
  '.cm-placeholder': { color: 'var(--muted)' },
  '.cm-tooltip': { border: '1px solid var(--line-strong)', borderRadius: '6px', backgroundColor: 'var(--surface)', color: 'var(--text)' },
  '.cm-tooltip.cm-tooltip-autocomplete > ul': { fontFamily: 'var(--mono)', fontSize: '13px', maxWidth: '92vw' },
  '.cm-tooltip.cm-tooltip-autocomplete > ul > li': { padding: '3px 10px' },
  '.cm-tooltip-autocomplete ul li[aria-selected]': { backgroundColor: 'var(--accent-soft)', color: 'var(--accent-strong)' },
  '.cm-completionMatchedText': { textDecoration: 'none', fontWeight: '700' },
  '.cm-completionDetail': { marginLeft: '14px', fontStyle: 'normal', color: 'var(--muted)' },
  '.cm-completionInfo': { maxWidth: '340px', padding: '8px 10px', whiteSpace: 'pre-wrap' },
});

function decorations(length: number, tokens: SqlToken[], mistake: { start: number; length: number } | undefined): DecorationSet {
  const ranges: Range<Decoration>[] = [];
  for (const token of tokens) {
    const end = token.start + token.length;
    if (token.length > 0 && end <= length && token.class !== 'identifier' && token.class !== 'operator') {
      ranges.push(Decoration.mark({ class: `sql-${token.class}` }).range(token.start, end));
    }
  }
  if (mistake && length > 0) {
    // A mistake at the end has no character of its own: the last one stands for it.
    const from = Math.min(mistake.start, length - 1);
    const to = Math.min(length, Math.max(from + 1, mistake.start + mistake.length));
    ranges.push(Decoration.mark({ class: 'sql-mistake' }).range(from, to));
  }
  return Decoration.set(ranges, true);
}

// Quotes and comments that end, and the beginning of one that does not: nothing is completed inside them.
const kClosed = /'(?:[^'\\]|\\[^])*'|"(?:[^"\\]|\\[^])*"|`[^`]*`|--[^\n]*\n|\/\*[^]*?\*\//g;
const kOpen = /['"`]|--|\/\*/;

// Enter after a word that is whole already begins a new line, and does not put the same word in again.
function endOfWord(view: EditorView): boolean {
  const choice = selectedCompletion(view.state);
  const { head } = view.state.selection.main;
  const typed = choice ? view.state.sliceDoc(Math.max(0, head - choice.label.length), head) : '';
  if (choice && choice.type !== 'function' && choice.label.toLowerCase() === typed.toLowerCase()) closeCompletion(view);
  return false;
}

function completionSource(names: () => SqlNames) {
  return (context: CompletionContext): CompletionResult | null => {
    const word = context.matchBefore(/(?:[A-Za-z0-9_]+\.)?[A-Za-z0-9_]*/);
    const typed = word?.text ?? '';
    if (!context.explicit && typed === '') return null;
    if (kOpen.test(context.state.sliceDoc(0, context.pos - typed.length).replace(kClosed, ''))) return null;
    const dot = typed.indexOf('.');
    const options = completions(names(), dot < 0 ? undefined : typed.slice(0, dot));
    return { from: context.pos - typed.length + dot + 1, options, validFor: /^[A-Za-z0-9_]*$/ };
  };
}

export function createSqlMirror(
  frame: HTMLElement,
  label: string,
  value: string,
  events: MirrorEvents,
  names: () => SqlNames,
  hint: string,
): SqlMirrorHandle {
  const view = openMirror(frame, label, value, events, [
    paintField,
    kLook,
    placeholder(hint),
    autocompletion({ override: [completionSource(names)], icons: false, defaultKeymap: false, interactionDelay: 0 }),
    Prec.highest(keymap.of([{ key: 'Enter', run: endOfWord }])),
    Prec.high(keymap.of([...completionKeymap, { key: 'Tab', run: acceptCompletion }])),
  ]);
  return {
    offer: (next) => {
      if (!view.hasFocus) replaceAll(view, next);
    },
    paint: (code, tokens, mistake) => {
      if (view.state.doc.toString() !== code) return;
      view.dispatch({ effects: setPaint.of(decorations(code.length, tokens, mistake)) });
    },
    insert: (text) => {
      view.dispatch(view.state.replaceSelection(text));
      view.focus();
    },
    replace: (start, length, text) => {
      const from = Math.min(start, view.state.doc.length);
      const to = Math.min(from + length, view.state.doc.length);
      view.dispatch({ changes: { from, to, insert: text }, selection: { anchor: from + text.length } });
      view.focus();
    },
    select: (start, length) => {
      const anchor = Math.min(start, view.state.doc.length);
      view.dispatch({ selection: { anchor, head: Math.min(anchor + length, view.state.doc.length) }, scrollIntoView: true });
      view.focus();
    },
    destroy: () => view.destroy(),
  };
}
