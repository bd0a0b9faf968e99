// The journal: what happened, newest first, a page at a time.
import { beijingClock } from '../base/time.ts';
import type { JournalEntry } from '../protocol/control.ts';
import { CopyButton, DataTable, EmptyState, LoadError, Loading, MethodBadge, PageHead, StatusBadge } from '../widgets/controls.tsx';
import { go, route } from '../widgets/router.ts';
import { formatCount, text } from '../widgets/text.ts';
import { useData } from '../widgets/use_data.ts';

const kPage = 100;

export function JournalPage() {
  const texts = text().journal;
  const info = useData('info', (client) => client.info());
  const length = info.value?.journalLength;
  const wanted = Number(route.value.query.get('to') ?? 0);
  const to = Math.min(length ?? 0, wanted > 0 ? wanted : (length ?? 0));
  const from = Math.max(1, to - kPage + 1);
  const page = useData(`journal ${from} ${to}`, (client) => client.journal(from, Math.max(1, to - from + 1)));
  const show = (last: number): void => go(['journal'], last >= (length ?? 0) ? {} : { to: String(last) });
  const error = info.error || page.error;
  return (
    <>
      <PageHead title={texts.title} lead={texts.lead} />
      {error && <LoadError error={error} retry={info.reload} />}
      {info.loading && <Loading />}
      {length === 0 && <EmptyState title={texts.emptyTitle} hint={texts.emptyText} />}
      {info.value && length !== undefined && length > 0 && (
        <>
          <dl class="facts">
            <dt>{texts.length}</dt>
            <dd class="numeric">{formatCount(length)}</dd>
            <dt>{texts.checksum}</dt>
            <dd>
              <code class="break">{info.value.checksum}</code>
            </dd>
          </dl>
          <div class="row pager">
            <div class="segments" role="group" aria-label={texts.title}>
              <button type="button" disabled={to >= length} onClick={() => show(to + kPage)}>
                {texts.newer}
              </button>
              <button type="button" disabled={from <= 1} onClick={() => show(from - 1)}>
                {texts.older}
              </button>
            </div>
            <CopyButton label={texts.checksum} content={() => info.value?.checksum ?? ''} />
          </div>
          {page.value && <Entries entries={[...page.value.entries].reverse()} />}
        </>
      )}
    </>
  );
}

function Entries({ entries }: { entries: JournalEntry[] }) {
  const texts = text().journal;
  return (
    <DataTable
      caption={texts.title}
      rows={entries}
      rowKey={(row) => row.seq}
      columns={[
        { key: 'seq', title: texts.number, numeric: true, cell: (row) => row.seq },
        { key: 'at', title: texts.at, narrow: true, cell: (row) => <span class="nowrap">{Object.values(beijingClock(row.at)).join(' ')}</span> },
        {
          key: 'what',
          title: texts.what,
          cell: (row) => (
            <span>
              {row.kind === 'request' ? <MethodBadge method={row.method} /> : <span class="method task">{texts.task}</span>} <code>{row.target}</code>
            </span>
          ),
        },
        { key: 'status', title: texts.status, cell: (row) => <StatusBadge status={row.status} /> },
        { key: 'note', title: texts.note, cell: (row) => <div class={row.note && 'journal-note'}>{row.note}</div> },
      ]}
    />
  );
}
