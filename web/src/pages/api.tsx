// The API page: the documented requests, from the route table by way of /_sim/openapi.json, one of them open for editing and sending.
import { useEffect, useRef, useState } from 'preact/hooks';
import { readOperations, type Operation } from '../protocol/openapi.ts';
import { EmptyState, LoadError, Loading, MethodBadge, PageHead, StatusBadge } from '../widgets/controls.tsx';
import { formatMillis } from '../base/time.ts';
import { href, route } from '../widgets/router.ts';
import { pickLanguage, text } from '../widgets/text.ts';
import { useData } from '../widgets/use_data.ts';
import { forgetSent, sentBefore } from './api_draft.ts';
import { RequestEditor } from './request_editor.tsx';

const kTagOrder = ['repo', 'data', 'transform', 'export', 'group', 'plugin', 'dag', 'logdb', 'tsdb', 'report'];

export function ApiPage({ operation: id }: { operation: string | undefined }) {
  const texts = text().api;
  const document = useData('openapi', (client) => client.openApi());
  const operations = document.value ? readOperations(document.value) : [];
  const again = Number(route.value.query.get('sent') ?? NaN);
  const before = sentBefore.value.find((entry) => entry.at === again);
  const place = `${id} ${route.value.query}`;
  const operation = operations.find((row) => row.id === id);
  return (
    <div class={`split ${id ? 'detail-open' : ''}`}>
      <div class="split-list">
        <PageHead title={texts.title} lead={texts.lead} />
        {document.error && <LoadError error={document.error} retry={document.reload} />}
        {document.loading && <Loading />}
        {operations.length > 0 && <OperationList operations={operations} selected={id} />}
      </div>
      <div class="split-detail">
        {operation ? (
          <>
            <nav class="crumbs only-narrow">
              <a href={href(['api'])}>{texts.allOperations}</a>
            </nav>
            <RequestEditor
              key={place}
              place={place}
              operation={operation}
              start={before?.draft}
              target={route.value.query.get('path') ?? undefined}
              body={route.value.query.get('body') ?? undefined}
            />
          </>
        ) : (
          operations.length > 0 && <EmptyState title={texts.pick} hint={texts.pickHint} />
        )}
        {operations.length > 0 && <SentBefore />}
      </div>
    </div>
  );
}

function OperationList({ operations, selected }: { operations: Operation[]; selected: string | undefined }) {
  const texts = text().api;
  const [wanted, setWanted] = useState('');
  const list = useRef<HTMLElement>(null);
  // The list scrolls beside the request: the one that is open is in sight, also when a link led here.
  useEffect(() => {
    const frame = list.current?.parentElement;
    const row = list.current?.querySelector<HTMLElement>('[aria-current]');
    if (!frame || !row) return;
    const { top, bottom } = row.getBoundingClientRect();
    if (top < 0 || bottom > innerHeight - 90) frame.scrollTop += top - innerHeight / 2;
  }, [selected]);
  const words = wanted.toLowerCase().split(/\s+/).filter(Boolean);
  const matches = operations.filter((row) => {
    const all = `${row.id} ${row.method} ${row.path} ${row.summary.en} ${row.summary.zh}`.toLowerCase();
    return words.every((word) => all.includes(word));
  });
  return (
    <nav ref={list} class="operations" aria-label={texts.operations}>
      <input class="input" type="search" aria-label={texts.search} placeholder={texts.search} value={wanted} onInput={(event) => setWanted(event.currentTarget.value)} />
      {matches.length === 0 && <p class="muted">{texts.noMatch}</p>}
      {groupByTag(matches).map(([tag, rows]) => (
        <section key={tag}>
          <h2>{texts.tags[tag] ?? tag}</h2>
          <ul>
            {rows.map((row) => (
              <li key={row.id}>
                <a href={href(['api', row.id])} aria-current={row.id === selected ? 'page' : undefined}>
                  <MethodBadge method={row.method} />
                  <span>{pickLanguage(row.summary) || row.id}</span>
                </a>
              </li>
            ))}
          </ul>
        </section>
      ))}
    </nav>
  );
}

// In the order of a pipeline; tags this console does not know come after, control last.
function groupByTag(operations: Operation[]): [string, Operation[]][] {
  const groups = new Map<string, Operation[]>();
  for (const row of operations) groups.set(row.tag, [...(groups.get(row.tag) ?? []), row]);
  const rank = (tag: string): number => {
    const known = kTagOrder.indexOf(tag);
    return known >= 0 ? known : tag === 'control' ? kTagOrder.length + 1 : kTagOrder.length;
  };
  return [...groups].sort(([a], [b]) => rank(a) - rank(b));
}

function SentBefore() {
  const texts = text().api;
  const list = sentBefore.value;
  return (
    <section class="sent" aria-labelledby="sent-title">
      <div class="row between">
        <h2 id="sent-title" class="section-title">
          {texts.history}
        </h2>
        {list.length > 0 && (
          <button type="button" class="button small" onClick={forgetSent}>
            {texts.clearHistory}
          </button>
        )}
      </div>
      {list.length === 0 && <p class="muted">{texts.historyEmpty}</p>}
      <ul class="sent-list">
        {list.map((entry) => (
          <li key={entry.at}>
            <a href={href(['api', entry.operation], { sent: String(entry.at) })}>
              <StatusBadge status={entry.status} />
              <MethodBadge method={entry.draft.method} />
              <code class="ellipsis">{entry.draft.target}</code>
              <span class="muted numeric nowrap">{formatMillis(entry.millis)}</span>
            </a>
          </li>
        ))}
      </ul>
    </section>
  );
}
