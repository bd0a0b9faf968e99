// What the clock shows, kept fresh for the whole page: read after every change of the engine and once a second while time runs.
import { effect, signal } from '@preact/signals';
import type { ControlClient } from '../engine/control_client.ts';
import type { Engine } from '../engine/engine.ts';
import type { Clock } from '../protocol/control.ts';

export const clock = signal<Clock | undefined>(undefined);

const kPeriod = 1000;

export function watchClock(engine: Engine, client: ControlClient): void {
  let asking = false;
  // What is asked while the engine starts is answered first of all when it is up.
  const mayAnswer = (): boolean => ['starting', 'ready', 'lost'].includes(engine.state.value.kind);
  const read = async (): Promise<void> => {
    if (asking || document.hidden || !mayAnswer()) return;
    asking = true;
    const result = await client.clock();
    asking = false;
    if (result.ok && JSON.stringify(result.value) !== JSON.stringify(clock.peek())) clock.value = result.value;
  };
  effect(() => {
    void engine.changes.value;
    if (!['starting', 'ready'].includes(engine.state.value.kind)) clock.value = undefined;
    if (mayAnswer()) void read();
  });
  setInterval(() => {
    if (engine.kind === 'http' || isRunning(clock.peek())) void read();
  }, kPeriod);
}

export function isRunning(value: Clock | undefined): boolean {
  return value !== undefined && (value.mode === 'real' || value.scale > 0);
}
