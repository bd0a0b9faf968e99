// A log repo: searching, counts over time, the records that match.
import { useState } from 'preact/hooks';
import { encodeUtf8 } from '../base/bytes.ts';
import { cellText, type JsonObject } from '../base/json.ts';
import { beijingClock, formatAhead } from '../base/time.ts';
import { countLogs, logRepo, searchLogs } from '../engine/sink_questions.ts';
import type { Field } from '../protocol/control.ts';
import type { LogHits } from '../protocol/sinks.ts';
import { BodyView } from '../widgets/body_view.tsx';
import { DataTable, EmptyState, LoadError, Loading, PageHead } from '../widgets/controls.tsx';
import { Histogram } from '../widgets/histogram.tsx';
import { Pager } from '../widgets/pager.tsx';
import { go, href, route } from '../widgets/router.ts';
import { SinkCrumbs } from '../widgets/sink_crumbs.tsx';
import { sinkText } from '../widgets/sink_text.ts';
import { formatCount, text } from '../widgets/text.ts';
import { useData } from '../widgets/use_data.ts';
import { mistakeIn, SearchForm, type LogPlace } from './log_search_form.tsx';

const kPage = 50;

function readPlace(): LogPlace {
  const { query } = route.value;
  return { q: query.get('q') ?? '', sort: query.get('sort') ?? '', from: Math.max(0, Number(query.get('from')) || 0) };
}

function writePlace({ q, sort, from }: LogPlace): Record<string, string> {
  return { ...(q && { q }), ...(sort && { sort }), ...(from > 0 && { from: String(from) }) };
}

export function LogsPage({ name }: { name: string }) {
  const texts = sinkText();
  const place = readPlace();
  const repo = useData(`log repo ${name}`, (client) => logRepo(client, name));
  const hits = useData(`logs ${name} ${JSON.stringify(place)}`, (client) => searchLogs(client, name, { ...place, size: kPage }));
  const address = (change: Partial<LogPlace>): Record<string, string> => writePlace({ ...place, from: 0, ...change });
  const fields = repo.value?.fields ?? [];
  const mistake = mistakeIn(place.q, hits.error);
  return (
    <>
      <SinkCrumbs kind="logdb" />
      <PageHead title={<span class="break">{name}</span>} lead={repo.value && texts.countOf.records(formatCount(repo.value.records))} />
      {repo.error && <LoadError error={repo.error} retry={repo.reload} />}
      {!repo.error && (
        <>
          <SearchForm key={`${place.q} ${place.sort}`} place={place} fields={fields} mistake={mistake} submit={(change) => go(['sinks', 'logdb', name], address(change))} />
          {hits.error && !mistake && <LoadError error={hits.error} retry={hits.reload} />}
          {!hits.error && <Counts name={name} q={place.q} fields={fields} />}
          {hits.loading && <Loading />}
          {hits.value && (
            <Hits
              hits={hits.value}
              from={place.from}
              all={place.q === ''}
              clear={href(['sinks', 'logdb', name])}
              place={(from) => href(['sinks', 'logdb', name], address({ from }))}
            />
          )}
        </>
      )}
    </>
  );
}

function Counts({ name, q, fields }: { name: string; q: string; fields: Field[] }) {
  const dates = fields.filter((field) => field.valtype === 'date').map((field) => field.key);
  const [chosen, setChosen] = useState('');
  if (dates.length === 0) return null;
  return <CountsOver name={name} q={q} dates={dates} field={chosen} choose={setChosen} />;
}

function CountsOver({ name, q, dates, field, choose }: { name: string; q: string; dates: string[]; field: string; choose(field: string): void }) {
  const texts = sinkText().logs;
  const counts = useData(`log counts ${name} ${field} ${q}`, (client) => countLogs(client, name, { q, field }));
  if (counts.error) return <p class="muted small-text">{counts.error}</p>;
  if (!counts.value || counts.value.buckets.length === 0) return null;
  const { buckets, seconds, total } = counts.value;
  const label = texts.bucket(formatCount(total), formatAhead(seconds * 1000, text().units));
  return (
    <section class="stack sink-counts" aria-label={texts.over(counts.value.field)}>
      <div class="row between">
        <p class="muted small-text numeric">{label}</p>
        {dates.length > 1 && (
          <select class="input" aria-label={texts.over('…')} value={counts.value.field} onChange={(event) => choose(event.currentTarget.value)}>
            {dates.map((date) => (
              <option key={date}>{date}</option>
            ))}
          </select>
        )}
      </div>
      <Histogram label={`${texts.over(counts.value.field)}: ${label}`} bars={buckets.map((bucket) => ({ name: when(bucket.from), value: bucket.count }))} />
      <div class="row between muted small-text numeric">
        <span>{when(buckets[0]!.from)}</span>
        <span>{when(buckets.at(-1)!.from)}</span>
      </div>
      <details>
        <summary class="small-text">{texts.asTable}</summary>
        <DataTable
          caption={texts.over(counts.value.field)}
          rows={buckets}
          rowKey={(row) => row.from}
          columns={[
            { key: 'from', title: texts.begin, cell: (row) => when(row.from) },
            { key: 'count', title: texts.count, numeric: true, cell: (row) => formatCount(row.count) },
          ]}
        />
      </details>
    </section>
  );
}

interface HitsProps {
  hits: LogHits;
  from: number;
  all: boolean; // nothing was asked for
  clear: string;
  place(from: number): string;
}

function Hits({ hits, from, all, clear, place }: HitsProps) {
  const texts = sinkText().logs;
  if (hits.total === 0 && all) return <EmptyState title={texts.empty} hint={texts.emptyText} />;
  return (
    <>
      <p class="numeric" role="status">
        {texts.found(formatCount(hits.total))}
      </p>
      {hits.notes.map((note) => (
        <p key={note} class="muted small-text">
          {note}
        </p>
      ))}
      {hits.total === 0 && (
        <EmptyState title={texts.nothing} hint={texts.nothingText}>
          <a class="button" href={clear}>
            {texts.clear}
          </a>
        </EmptyState>
      )}
      <ol class="log-hits">
        {hits.hits.map((hit) => (
          <Hit key={hit.offset} offset={hit.offset} record={hit.record} />
        ))}
      </ol>
      <Pager from={from} shown={hits.hits.length} total={hits.total} size={kPage} place={place} />
    </>
  );
}

function Hit({ offset, record }: { offset: number; record: JsonObject }) {
  const texts = sinkText().logs;
  const [open, setOpen] = useState(false);
  return (
    <li class="log-hit">
      <details onToggle={(event) => setOpen(event.currentTarget.open)}>
        <summary class="small-text numeric" aria-label={`${texts.record(formatCount(offset))}, ${texts.whole}`}>
          #{offset}
        </summary>
        {open && <BodyView bytes={encodeUtf8(JSON.stringify(record))} label={texts.record(formatCount(offset))} />}
      </details>
      <dl class="log-fields">
        {Object.entries(record).map(([field, value]) => (
          <div key={field}>
            <dt>{field}</dt>
            <dd>{cellText(value)}</dd>
          </div>
        ))}
      </dl>
    </li>
  );
}

function when(instant: string): string {
  const { date, time } = beijingClock(instant);
  return `${date} ${time}`;
}
