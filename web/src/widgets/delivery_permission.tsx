// Asks whether records may leave this tab for the address of an http export, and takes the answer back. Shows nothing where the page has no
// say: with a server as the engine, and for deliveries to the simulator of this very tab.
import { useServices } from './context.ts';
import { Icon } from './icons.tsx';
import { sinkText } from './sink_text.ts';

export function DeliveryPermission({ url }: { url: string }) {
  const { engine } = useServices();
  const texts = sinkText().http;
  const origin = originOf(url);
  if (!engine.deliverTo || !origin || origin === location.origin) return null;
  const others = engine.deliverTo.value.filter((one) => one !== origin);
  const allowed = others.length < engine.deliverTo.value.length;
  return (
    <section class={`callout ${allowed ? '' : 'warn'}`} aria-label={texts.permission}>
      <Icon name={allowed ? 'check' : 'warn'} />
      <div class="grow">
        <p>{allowed ? texts.allowed(origin) : texts.ask(origin)}</p>
        {!allowed && <p class="muted">{texts.askRules}</p>}
      </div>
      <button type="button" class="button small" onClick={() => engine.setDeliverTo(allowed ? others : [...others, origin])}>
        {allowed ? texts.forbid : texts.allow(origin)}
      </button>
    </section>
  );
}

function originOf(url: string): string | undefined {
  try {
    return new URL(url).origin;
  } catch {
    return undefined;
  }
}
