// What the editors share: a plain text area at once, and CodeMirror in its place when that has been loaded. Both carry the same label and
// give the same events, so nothing depends on which one it is. Another value from outside is taken over while the editor has not the
// focus; to put one in at any time, give the component another key. What CodeMirror knows of the text is each editor's own.
import type { JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { MirrorEvents } from './mirror_base.ts';

export interface EditorProps {
  label: string;
  value: string;
  onInput(value: string): void;
  onSubmit(): void; // Ctrl+Enter
}

export interface EditorHandle {
  // Another text from outside; while the editor has the focus it keeps its own, so that keys being pressed are not undone.
  offer(value: string): void;
  destroy(): void;
}

// Loads what makes the better editor, once. A failure to load leaves the text area, which does all that is needed.
export type LoadEditor<Handle> = () => Promise<(frame: HTMLElement, label: string, value: string, events: MirrorEvents) => Handle>;

// `editor` receives the better editor while it is there; `ready` says whether it is.
export function useEditor<Handle extends EditorHandle>(
  props: EditorProps,
  area: { rows: number; placeholder?: string },
  editor: { current: Handle | undefined },
  load: LoadEditor<Handle>,
): { ready: boolean; element: JSX.Element } {
  const frame = useRef<HTMLDivElement>(null);
  const latest = useRef(props);
  latest.current = props;
  const [ready, setReady] = useState(false);
  useEffect(() => {
    let gone = false;
    void load().then((create) => {
      if (gone || !frame.current) return;
      const { label, value } = latest.current;
      editor.current = create(frame.current, label, value, {
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
  const element = (
    <div class="editor">
      <div ref={frame} hidden={!ready} />
      {!ready && (
        <textarea
          class="input code-input"
          aria-label={props.label}
          {...area}
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
  return { ready, element };
}
