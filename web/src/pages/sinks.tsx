// Everything that exports have written: the list of all sinks by kind, and the way to the page of each.
import { listSinks } from '../engine/sink_questions.ts';
import { kSinkKinds, type SinkEntry, type SinkKind } from '../protocol/sinks.ts';
import { DataTable, EmptyState, LoadError, Loading, PageHead } from '../widgets/controls.tsx';
import { href } from '../widgets/router.ts';
import { sinkText } from '../widgets/sink_text.ts';
import { formatCount, text } from '../widgets/text.ts';
import { useData } from '../widgets/use_data.ts';
import { DeliveriesPage } from './sink_deliveries.tsx';
import { DocumentsPage } from './sink_documents.tsx';
import { exampleOf } from './sink_examples.ts';
import { LogsPage } from './sink_logs.tsx';
import { ReportPage } from './sink_report.tsx';
import { SeriesPage } from './sink_series.tsx';

// `path` is the address behind "sinks": empty for the list.
export function SinksPage({ path }: { path: string[] }) {
  const [kind, first, second] = path;
  const key = path.join('/');
  if (kind === undefined) return <SinkList />;
  if (kind === 'logdb' && first !== undefined) return <LogsPage key={key} name={first} />;
  if (first !== undefined && second !== undefined) {
    if (kind === 'tsdb') return <SeriesPage key={key} database={first} name={second} />;
    if (kind === 'report') return <ReportPage key={key} database={first} table={second} />;
    if (kind === 'mongo') return <DocumentsPage key={key} database={first} collection={second} />;
    if (kind === 'http') return <DeliveriesPage key={key} repo={first} name={second} />;
  }
  return <EmptyState title={text().noSuchPage} hint={text().noSuchPageHint} />;
}

function SinkList() {
  const texts = sinkText();
  const sinks = useData('sinks', listSinks);
  const there = new Set(sinks.value?.map((row) => row.kind));
  return (
    <>
      <PageHead title={texts.title} lead={texts.lead} />
      {sinks.error && <LoadError error={sinks.error} retry={sinks.reload} />}
      {sinks.loading && <Loading />}
      {sinks.value?.length === 0 && (
        <EmptyState title={texts.emptyTitle} hint={texts.emptyText}>
          <a class="button primary" href={href(['api', 'createRepo'])}>
            {texts.createRepo}
          </a>
          <a class="button" href={href([])}>
            {text().repos.runDemo}
          </a>
        </EmptyState>
      )}
      {kSinkKinds.filter((kind) => there.has(kind)).map((kind) => (
        <SinksOfKind key={kind} kind={kind} rows={sinks.value!.filter((row) => row.kind === kind)} />
      ))}
      {sinks.value && there.size < kSinkKinds.length && <OtherKinds kinds={kSinkKinds.filter((kind) => !there.has(kind))} all={there.size === 0} />}
    </>
  );
}

const placeOf = (row: SinkEntry): string =>
  row.kind === 'kodo' ? href(['buckets', row.path[0]!]) : href(['sinks', row.kind, ...row.path], row.host ? { host: row.host } : {});

function SinksOfKind({ kind, rows }: { kind: SinkKind; rows: SinkEntry[] }) {
  const texts = sinkText();
  const counted = { logdb: texts.records, tsdb: texts.points, report: texts.rows, mongo: texts.documents, http: texts.delivered, kodo: texts.files }[kind];
  return (
    <section class="stack sink-kind" aria-labelledby={`sinks-${kind}`}>
      <h2 id={`sinks-${kind}`}>
        {texts.kinds[kind]!.title} <span class="muted numeric">{rows.length}</span>
      </h2>
      <DataTable
        caption={texts.kinds[kind]!.title}
        rows={rows}
        rowKey={(row) => placeOf(row)}
        columns={[
          { key: 'name', title: texts.name, cell: (row) => <a href={placeOf(row)}>{row.path.join(' / ')}</a> },
          ...(kind === 'mongo' ? [{ key: 'host', title: texts.address, narrow: true, cell: (row: SinkEntry) => row.host }] : []),
          { key: 'count', title: counted, numeric: true, cell: (row) => formatCount(row.count) },
        ]}
      />
    </section>
  );
}

function OtherKinds({ kinds, all }: { kinds: SinkKind[]; all: boolean }) {
  const texts = sinkText();
  return (
    <section class="stack" aria-labelledby="sinks-more">
      <h2 id="sinks-more" class={all ? 'visually-hidden' : ''}>
        {texts.more}
      </h2>
      <div class="cards">
        {kinds.map((kind) => {
          const example = exampleOf(kind);
          const { one, text: about } = texts.kinds[kind]!;
          return (
            <div key={kind} class="card">
              <h3>{one}</h3>
              <p class="muted grow-text">{about}</p>
              <a class="button small" href={href(['api', 'createExport'], { path: example.path, body: example.body })} aria-label={texts.exampleOf(one)}>
                {texts.example}
              </a>
            </div>
          );
        })}
      </div>
    </section>
  );
}
