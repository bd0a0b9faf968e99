// An editor for a request's body, which is JSON.
import { useRef } from 'preact/hooks';
import { useEditor, type EditorHandle, type EditorProps } from './use_editor.tsx';

export function CodeEditor(props: EditorProps) {
  const editor = useRef<EditorHandle | undefined>(undefined);
  return useEditor(props, { rows: 10 }, editor, () => import('./code_mirror.ts').then(({ createCodeMirror }) => createCodeMirror)).element;
}
