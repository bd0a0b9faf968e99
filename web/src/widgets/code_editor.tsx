// An editor for a request's body: a plain text area at once, CodeMirror in its place when that has been loaded. Both carry the same
// label and give the same events, so nothing depends on which one it is. Another value from outside is taken over while the editor has not
// the focus; to put one in at any time, give the component another key.
import { useEffect, useRef, useState } from 'preact/hooks';
import type { CodeMirrorHandle } from './code_mirror.ts';

export interface CodeEditorProps {
  label: string;
  value: string;
  onInput(value: string): void;
  onSubmit(): void; // Ctrl+Enter
}

export function CodeEditor(props: CodeEditorProps) {
  const frame = useRef<HTMLDivElement>(null);
  const editor = useRef<CodeMirrorHandle | undefined>(undefined);
  const latest = useRef(props);
  latest.current = props;
  const [ready, setReady] = useState(false);
  useEffect(() => {
    let gone = false;
    // A failure to load leaves the text area, which does all that is needed.
    void import('./code_mirror.ts').then(({ createCodeMirror }) => {
      if (gone || !frame.current) return;
      const { label, value } = latest.current;
      editor.current = createCodeMirror(frame.current, label, value, {
        input: (changed) => latest.current.onInput(changed),
        submit: () => latest.current.onSubmit(),
      });
      setReady(true);
    }, () => undefined);
    return () => {
      gone = true;
      editor.current?.destroy();
      editor.current = undefined;
    };
  }, []);
  useEffect(() => editor.current?.offer(props.value), [props.value]);
  return (
    <div class="editor">
      <div ref={frame} hidden={!ready} />
      {!ready && (
        <textarea
          class="input code-input"
          aria-label={props.label}
          rows={10}
          spellcheck={false}
          value={props.value}
          onInput={(event) => props.onInput(event.currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) props.onSubmit();
          }}
        />
      )}
    </div>
  );
}
