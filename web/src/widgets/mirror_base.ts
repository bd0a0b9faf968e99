// CodeMirror 6 as every editor here has it: look, keys, place. It lives in a shadow root: there its styles are adopted style sheets, which
// the page's Content-Security-Policy allows, and not <style> elements, which it does not.
import { defaultKeymap, history, historyKeymap } from '@codemirror/commands';
import { bracketMatching } from '@codemirror/language';
import { EditorState, type Extension } from '@codemirror/state';
import { drawSelection, EditorView, keymap } from '@codemirror/view';

export interface MirrorEvents {
  input(value: string): void;
  submit(): void; // Ctrl+Enter
}

const kLook = EditorView.theme({
  '&': { backgroundColor: 'transparent', color: 'var(--text)', fontSize: '13px', maxHeight: '50vh' }, // what stands below a long text stays near
  '&.cm-focused': { outline: 'none' },
  '.cm-scroller': { fontFamily: 'var(--mono)', lineHeight: '1.55', overflow: 'auto' },
  '.cm-content': { padding: '10px 0', minHeight: '120px', caretColor: 'var(--text)' },
  '.cm-line': { padding: '0 12px' },
  '.cm-cursor': { borderLeftColor: 'var(--text)' },
  '&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground': {
    background: 'var(--selection)',
  },
  '.cm-matchingBracket': { backgroundColor: 'var(--selection)', outline: 'none' },
});

// Left to itself, Chromium gives text that replaces coloured text the old colours as an inline style, which the page's
// Content-Security-Policy refuses with a message in the console. So replacing a selection is done here.
const kTypeOver = EditorView.domEventHandlers({
  beforeinput(event, view) {
    if (event.inputType !== 'insertText' || event.data === null || view.composing || view.state.selection.main.empty) return false;
    event.preventDefault();
    view.dispatch(view.state.replaceSelection(event.data), { userEvent: 'input.type', scrollIntoView: true });
    return true;
  },
});

// An editor inside `frame`. The caller destroys it.
export function openMirror(frame: HTMLElement, label: string, value: string, events: MirrorEvents, extensions: Extension): EditorView {
  const root = frame.shadowRoot ?? frame.attachShadow({ mode: 'open' });
  const submit = { key: 'Mod-Enter', run: () => (events.submit(), true) };
  // Tab leaves the editor, as it does everywhere else on the page: keyboard users must not be caught.
  return new EditorView({
    root,
    parent: root,
    state: EditorState.create({
      doc: value,
      extensions: [
        keymap.of([submit]),
        extensions,
        keymap.of([...defaultKeymap, ...historyKeymap]),
        history(),
        drawSelection(),
        bracketMatching(),
        kLook,
        kTypeOver,
        EditorView.lineWrapping,
        EditorView.contentAttributes.of({ 'aria-label': label, tabindex: '0' }),
        EditorView.updateListener.of((update) => {
          if (update.docChanged) events.input(update.state.doc.toString());
        }),
      ],
    }),
  });
}

// Puts `value` in, unless it is there already: a change that came from the editor itself is not put back.
export function replaceAll(view: EditorView, value: string): void {
  if (view.state.doc.toString() === value) return;
  view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: value } });
}
