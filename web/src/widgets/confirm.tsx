// Asks before something is destroyed: one modal dialog for the whole console. `confirm(...)` answers when the person has.
import { signal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { text } from './text.ts';

export interface Question {
  title: string;
  message: string;
  action: string; // the destructive button's label
}

const asked = signal<{ question: Question; settle(answer: boolean): void } | undefined>(undefined);

export function confirm(question: Question): Promise<boolean> {
  asked.value?.settle(false);
  return new Promise((resolve) => {
    asked.value = {
      question,
      settle(answer) {
        asked.value = undefined;
        resolve(answer);
      },
    };
  });
}

export function ConfirmDialog() {
  const dialog = useRef<HTMLDialogElement>(null);
  const current = asked.value;
  useEffect(() => {
    if (current && !dialog.current?.open) dialog.current?.showModal();
    if (!current) dialog.current?.close();
  }, [current]);
  return (
    <dialog ref={dialog} class="dialog" aria-labelledby="confirm-title" onClose={() => current?.settle(false)}>
      {current && (
        <>
          <h2 id="confirm-title">{current.question.title}</h2>
          <p>{current.question.message}</p>
          <div class="row end">
            <button type="button" class="button" autofocus onClick={() => current.settle(false)}>
              {text().cancel}
            </button>
            <button type="button" class="button danger" onClick={() => current.settle(true)}>
              {current.question.action}
            </button>
          </div>
        </>
      )}
    </dialog>
  );
}
