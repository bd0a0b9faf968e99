// Short notices at the edge of the page, read aloud politely; one may carry an action such as undo.
import { signal } from '@preact/signals';
import { Icon } from './icons.tsx';
import { text } from './text.ts';

export interface Notice {
  id: number;
  tone: 'good' | 'bad';
  message: string;
  action?: { label: string; run(): void };
}

const kShown = 6000; // milliseconds; one of a failure stays twice as long, one with an action four times
const notices = signal<Notice[]>([]);
let nextId = 1;

export function notify(tone: Notice['tone'], message: string, action?: Notice['action']): void {
  const id = nextId++;
  notices.value = [...notices.value.slice(-2), { id, tone, message, action }];
  setTimeout(() => dismiss(id), action ? 4 * kShown : tone === 'bad' ? 2 * kShown : kShown);
}

function dismiss(id: number): void {
  notices.value = notices.value.filter((notice) => notice.id !== id);
}

export function Notices() {
  return (
    <div class="notices" role="status" aria-live="polite">
      {notices.value.map(({ id, tone, message, action }) => (
        <div key={id} class={`notice ${tone}`}>
          <Icon name={tone === 'good' ? 'check' : 'warn'} />
          <span class="notice-text">{message}</span>
          {action && (
            <button
              type="button"
              class="button small"
              onClick={() => {
                dismiss(id);
                action.run();
              }}
            >
              {action.label}
            </button>
          )}
          <button type="button" class="icon-button" aria-label={text().close} onClick={() => dismiss(id)}>
            <Icon name="close" />
          </button>
        </div>
      ))}
    </div>
  );
}
