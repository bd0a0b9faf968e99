// What the lists and cards of a repo's transforms and exports share: loading and being empty, facts in a row, why the last run failed,
// the spec as it was sent.
import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { encodeUtf8 } from '../base/bytes.ts';
import type { JsonObject } from '../base/json.ts';
import { beijingClock } from '../base/time.ts';
import { repoReaders, type ReaderView } from '../engine/sink_questions.ts';
import { BodyView } from '../widgets/body_view.tsx';
import { EmptyState, LoadError, Loading } from '../widgets/controls.tsx';
import { Icon } from '../widgets/icons.tsx';
import { sinkText } from '../widgets/sink_text.ts';
import { formatCount } from '../widgets/text.ts';
import { useData } from '../widgets/use_data.ts';

interface ReaderListProps {
  repo: string;
  kind: 'transforms' | 'exports';
  texts: { create: string; empty: string; emptyText: string };
  create: string; // where one is made
  card(one: ReaderView): ComponentChildren;
}

// All readers of one kind, one card each.
export function ReaderList({ repo, kind, texts, create, card }: ReaderListProps) {
  const readers = useData(`${kind} ${repo}`, (client) => repoReaders(client, repo, kind));
  if (readers.error) return <LoadError error={readers.error} retry={readers.reload} />;
  if (!readers.value) return <Loading />;
  const link = (
    <a class="button" href={create}>
      {texts.create}
    </a>
  );
  if (readers.value.length === 0) {
    return (
      <EmptyState title={texts.empty} hint={texts.emptyText}>
        {link}
      </EmptyState>
    );
  }
  return (
    <div class="stack">
      {readers.value.map(card)}
      <div>{link}</div>
    </div>
  );
}

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
