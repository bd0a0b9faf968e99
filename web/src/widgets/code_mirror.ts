// CodeMirror for JSON, loaded only where a body is edited.
import { json } from '@codemirror/lang-json';
import { HighlightStyle, syntaxHighlighting } from '@codemirror/language';
import { tags } from '@lezer/highlight';
import { openMirror, replaceAll, type MirrorEvents } from './mirror_base.ts';
import type { EditorHandle } from './use_editor.tsx';

const kColours = HighlightStyle.define([
  { tag: tags.propertyName, color: 'var(--code-key)' },
  { tag: tags.string, color: 'var(--code-string)' },
  { tag: tags.number, color: 'var(--code-number)' },
  { tag: [tags.bool, tags.null], color: 'var(--code-word)' },
]);

export function createCodeMirror(frame: HTMLElement, label: string, value: string, events: MirrorEvents): EditorHandle {
  const view = openMirror(frame, label, value, events, [json(), syntaxHighlighting(kColours)]);
  return {
    offer: (next) => {
      if (!view.hasFocus) replaceAll(view, next);
    },
    destroy: () => view.destroy(),
  };
}
