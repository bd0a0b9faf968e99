// The clock, on every page: where simulated time stands, whether it runs, and the buttons that move it. A long advance shows its
// progress and can be stopped where it is.
import { signal } from '@preact/signals';
import { useState } from 'preact/hooks';
import type { JsonObject } from '../base/json.ts';
import { beijingClock, formatAhead } from '../base/time.ts';
import type { Clock } from '../protocol/control.ts';
import { clock, isRunning } from './clock_state.ts';
import { useServices } from './context.ts';
import { Progress } from './controls.tsx';
import { Icon } from './icons.tsx';
import { notify } from './notices.tsx';
import { text } from './text.ts';

const kSpeeds = [1, 60, 3600];
const kLengths = ['1m', '5m', '1h', '1d'] as const;
const kShowAfter = 250; // milliseconds: a shorter advance needs no progress bar

const advancing = signal<number | undefined>(undefined); // the fraction done, while an advance is under way

export function TransportBar() {
  const { client } = useServices();
  const [open, setOpen] = useState(false);
  const now = clock.value;
  const texts = text().clock;
  const speed = now && now.mode === 'virtual' && now.scale > 0 ? now.scale : 1;

  const change = async (body: JsonObject): Promise<void> => {
    const result = await client.setClock(body, (fraction) => {
      if (advancing.value !== undefined) advancing.value = fraction;
    });
    if (result.ok) clock.value = result.value;
    else notify('bad', texts.failed(result.error));
  };
  // A real clock cannot be advanced: it becomes a virtual one first, in the same request.
  const advance = async (by: string): Promise<void> => {
    const timer = setTimeout(() => (advancing.value = 0), kShowAfter);
    await change(now?.mode === 'real' ? { mode: 'virtual', scale: 0, advance: by } : { advance: by });
    clearTimeout(timer);
    advancing.value = undefined;
  };
  const busy = advancing.value !== undefined || now === undefined;

  return (
    <section class={`transport ${open ? 'open' : ''}`} aria-label={texts.bar}>
      <ClockFace now={now} />
      <div class="transport-main">
        {isRunning(now) ? (
          <button type="button" class="button" disabled={busy} onClick={() => change({ mode: 'virtual', scale: 0 })}>
            <Icon name="pause" />
            <span class="label-text">{texts.pause}</span>
          </button>
        ) : (
          <button type="button" class="button" disabled={busy} onClick={() => change({ mode: 'virtual', scale: speed })}>
            <Icon name="play" />
            <span class="label-text">{texts.play}</span>
          </button>
        )}
        <button type="button" class="button" title={texts.nextHint} disabled={busy || !now?.next} onClick={() => advance('next')}>
          <Icon name="next" />
          <span class="label-text">{texts.next}</span>
        </button>
        <button type="button" class="icon-button transport-more" aria-expanded={open} aria-label={texts.details} onClick={() => setOpen(!open)}>
          <Icon name="chevron" />
        </button>
      </div>
      <div class="transport-extra">
        <div class="segments" role="group" aria-label={texts.speed}>
          {kSpeeds.map((scale) => (
            <button
              key={scale}
              type="button"
              aria-pressed={now?.mode === 'virtual' && now.scale === scale}
              aria-label={texts.speedOf(scale)}
              disabled={busy}
              onClick={() => change({ mode: 'virtual', scale })}
            >
              ×{scale}
            </button>
          ))}
          <button type="button" title={texts.realHint} aria-pressed={now?.mode === 'real'} disabled={busy} onClick={() => change({ mode: 'real' })}>
            {texts.real}
          </button>
        </div>
        <div class="segments" role="group" aria-label={texts.advance}>
          {kLengths.map((length) => (
            <button
              key={length}
              type="button"
              aria-label={texts.advanceHint(texts.advanceBy[length])}
              disabled={busy}
              onClick={() => advance(length)}
            >
              +{texts.advanceBy[length]}
            </button>
          ))}
        </div>
      </div>
      {advancing.value !== undefined && (
        <div class="transport-progress">
          <span>{texts.advancing}</span>
          <Progress fraction={advancing.value} label={texts.advancing} />
          <span class="numeric">{Math.round(100 * advancing.value)} %</span>
          <button type="button" class="button small" onClick={() => change({ stop: true })}>
            {texts.stop}
          </button>
        </div>
      )}
    </section>
  );
}

function ClockFace({ now }: { now: Clock | undefined }) {
  const texts = text().clock;
  const { date, time } = now ? beijingClock(now.now) : { date: '····-··-··', time: '··:··:··' };
  const mode = !now ? '' : now.mode === 'real' ? texts.real : now.scale > 0 ? texts.running(now.scale) : texts.paused;
  const ahead = now?.next ? texts.nextIn(formatAhead(Date.parse(now.next) - Date.parse(now.now), text().units)) : texts.nextNone;
  return (
    <div class="clock-face">
      <time class="clock-time" dateTime={now?.now} title={texts.now}>
        <span class="clock-date">{date}</span> {time}
      </time>
      <span class="clock-mode">
        <span class={`dot ${isRunning(now) ? 'live' : ''}`} aria-hidden="true" />
        {mode} · {now ? ahead : ''}
      </span>
    </div>
  );
}
