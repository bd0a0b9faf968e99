// The way back to the list of sinks, above the title of one.
import type { SinkKind } from '../protocol/sinks.ts';
import { href } from './router.ts';
import { sinkText } from './sink_text.ts';

export function SinkCrumbs({ kind }: { kind: SinkKind }) {
  const texts = sinkText();
  return (
    <nav class="crumbs">
      <a href={href(['sinks'])}>{texts.title}</a>
      <span class="muted">{texts.kinds[kind]!.title}</span>
    </nav>
  );
}
