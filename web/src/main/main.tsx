// Where the console begins: choose the engine, show the page, then (when all is up) see to working offline.
import { effect } from '@preact/signals';
import { render } from 'preact';
import { chooseEngine } from '../engine/choose.ts';
import { ControlClient } from '../engine/control_client.ts';
import { engineFiles } from '../engine/early_start.ts';
import { goOffline } from '../engine/offline.ts';
import { clock, watchClock } from '../widgets/clock_state.ts';
import { ServicesContext } from '../widgets/context.ts';
import { applyTheme } from '../widgets/theme.ts';
import { Shell } from './shell.tsx';

const base = new URL('.', document.baseURI);

applyTheme();
const engine = await chooseEngine(engineFiles(), base);
const client = new ControlClient(engine);
watchClock(engine, client);
const root = document.getElementById('app');
if (root) {
  render(
    <ServicesContext.Provider value={{ engine, client }}>
      <Shell />
    </ServicesContext.Provider>,
    root,
  );
}
// When the first answer shows, the console is interactive: marked for whoever measures.
const stop = clock.subscribe((value) => {
  if (!value) return;
  performance.mark('pandora-interactive');
  queueMicrotask(() => stop());
});
goOfflineOnceSettled();

// Not before the first answer: fetching the whole site for later must not hold up what is asked for now. Also in a tab that does not
// hold the state: its page code wants answers too, even if they are refusals.
function goOfflineOnceSettled(): void {
  const settled = effect(() => {
    const state = engine.state.value.kind;
    if (state === 'starting' || (state === 'ready' && !clock.value)) return;
    setTimeout(() => void goOffline(engine, base).catch(() => undefined), 0); // the page works without
    queueMicrotask(() => settled());
  });
}
