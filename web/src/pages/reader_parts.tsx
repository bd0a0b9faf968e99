// What the cards of a repo's transforms and exports share: facts in a row, why the last run failed, the spec as it was sent.
import { useState } from 'preact/hooks';
import { encodeUtf8 } from '../base/bytes.ts';
import type { JsonObject } from '../base/json.ts';
import { beijingClock } from '../base/time.ts';
import type { ReaderView } from '../engine/sink_questions.ts';
import { BodyView } from '../widgets/body_view.tsx';
import { Icon } from '../widgets/icons.tsx';
import { sinkText } from '../widgets/sink_text.ts';
import { formatCount } from '../widgets/text.ts';

export function Fact({ label, value }: { label: string; value: string }) {
  return (
    <div>
      <dt>{label}</dt>
      <dd class="numeric">{value}</dd>
    </div>
  );
}

// How far a transform or an export has come.
export function Progress({ one }: { one: ReaderView }) {
  const texts = sinkText().exports;
  return (
    <>
      <Fact label={texts.position} value={formatCount(one.offset)} />
      <Fact label={texts.lag} value={one.lag > 0 ? texts.lagging(formatCount(one.lag)) : texts.upToDate} />
    </>
  );
}

export function Failure({ one }: { one: ReaderView }) {
  if (!one.error) return null;
  return (
    <div class="callout bad" role="note">
      <Icon name="warn" />
      <div class="grow">
        <strong>{sinkText().exports.failed(Object.values(beijingClock(one.errorTime)).join(' '))}</strong>
        <pre class="plain">{one.error}</pre>
      </div>
    </div>
  );
}

export function Spec({ name, spec }: { name: string; spec: JsonObject }) {
  const texts = sinkText().exports;
  const [open, setOpen] = useState(false);
  return (
    <details onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>{texts.spec}</summary>
      {open && <BodyView bytes={encodeUtf8(JSON.stringify(spec))} label={`${name}: ${texts.spec}`} />}
    </details>
  );
}
