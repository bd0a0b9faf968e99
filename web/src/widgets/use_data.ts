// Data of the engine in a component: loaded at first sight, and afresh when the engine's state changed or the question did.
// While it loads again the old answer stays, so nothing flickers.
import { useEffect, useRef, useState } from 'preact/hooks';
import { useServices, type Services } from './context.ts';
import type { Result } from '../base/result.ts';

export interface Loaded<T> {
  value: T | undefined;
  error: string;
  loading: boolean;
  reload(): void;
}

const kPause = 150; // milliseconds between two questions when changes come fast

export function useData<T>(question: string, ask: (client: Services['client']) => Promise<Result<T>>): Loaded<T> {
  const { engine, client } = useServices();
  const [state, setState] = useState<{ question: string; value?: T; error: string }>({ question, error: '' });
  const [turn, setTurn] = useState(0);
  const changes = engine.changes.value;
  const ready = engine.state.value.kind === 'ready';
  const asked = useRef(0);
  const last = useRef(0);
  useEffect(() => {
    if (!ready) return;
    const ticket = ++asked.current;
    const wait = Math.max(0, last.current + kPause - performance.now());
    const timer = setTimeout(() => {
      last.current = performance.now();
      void ask(client).then((result) => {
        if (ticket !== asked.current) return;
        setState(result.ok ? { question, value: result.value, error: '' } : { question, error: result.error });
      });
    }, wait);
    return () => clearTimeout(timer);
  }, [question, changes, ready, turn]);
  const fresh = state.question === question;
  const value = fresh ? state.value : undefined;
  const error = fresh ? state.error : '';
  return { value, error, loading: value === undefined && error === '', reload: () => setTurn(turn + 1) };
}
