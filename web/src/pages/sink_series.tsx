// A time series: an aggregate of a field over time as a chart, by a tag if wanted, and the same numbers as a table.
import { beijingClock } from '../base/time.ts';
import { querySeries, series as askSeries } from '../engine/sink_questions.ts';
import type { Series, SeriesRows } from '../protocol/sinks.ts';
import { DataTable, EmptyState, LoadError, Loading, PageHead, type Column } from '../widgets/controls.tsx';
import { kMaxLines, LineChart, type Line } from '../widgets/line_chart.tsx';
import { go, route } from '../widgets/router.ts';
import { SinkCrumbs } from '../widgets/sink_crumbs.tsx';
import { sinkText } from '../widgets/sink_text.ts';
import { formatCount } from '../widgets/text.ts';
import { useData } from '../widgets/use_data.ts';

const kSteps: [name: string, seconds: number][] = [
  ['1s', 1], ['10s', 10], ['1m', 60], ['5m', 300], ['15m', 900], ['1h', 3600], ['6h', 21_600], ['1d', 86_400],
];
const kWantedSteps = 120; // a chart with more points than this shows nothing more
const kMaxRows = 500;
const kAggregates = ['mean', 'sum', 'min', 'max', 'count', 'first', 'last'];

interface Choice {
  fn: string;
  field: string; // "*" for points
  by: string;
  every: string;
}

export function SeriesPage({ database, name }: { database: string; name: string }) {
  const texts = sinkText();
  const series = useData(`series ${database} ${name}`, (client) => askSeries(client, database, name));
  return (
    <>
      <SinkCrumbs kind="tsdb" />
      <PageHead title={<span class="break">{`${database} / ${name}`}</span>} lead={series.value && leadOf(series.value)} />
      {series.error && <LoadError error={series.error} retry={series.reload} />}
      {series.loading && <Loading />}
      {series.value?.points === 0 && <EmptyState title={texts.series.empty} hint={texts.series.emptyText} />}
      {series.value && series.value.points > 0 && <Explorer database={database} name={name} series={series.value} />}
    </>
  );
}

function leadOf(series: Series): string {
  const span = series.first ? ` · ${when(series.first)} – ${when(series.last)}` : '';
  return sinkText().countOf.points(formatCount(series.points)) + span;
}

function readChoice(series: Series): Choice & { every: string; chosen: string } {
  const { query } = route.value;
  const isNumber = (valtype: string): boolean => valtype === 'long' || valtype === 'float';
  const first = series.fields.find((field) => isNumber(field.valtype));
  const field = query.get('field') ?? first?.key ?? '*';
  const fn = field === '*' ? 'count' : (query.get('fn') ?? (series.fields.some((row) => row.key === field && isNumber(row.valtype)) ? 'mean' : 'count'));
  const chosen = query.get('every') ?? '';
  return { fn, field, by: query.get('by') ?? '', chosen, every: chosen || autoStep(series) };
}

function autoStep(series: Series): string {
  const seconds = (Date.parse(series.last) - Date.parse(series.first)) / 1000;
  return (kSteps.find(([, step]) => seconds / step <= kWantedSteps) ?? kSteps.at(-1)!)[0];
}

function Explorer({ database, name, series }: { database: string; name: string; series: Series }) {
  const choice = readChoice(series);
  const select = `${choice.fn}(${choice.field})`;
  const rows = useData(`series rows ${database} ${name} ${JSON.stringify(choice)}`, (client) =>
    querySeries(client, database, name, { select, groupBy: choice.by, every: choice.every }),
  );
  return (
    <>
      <Controls series={series} choice={choice} change={(part) => go(['sinks', 'tsdb', database, name], { ...asQuery(choice), ...part })} />
      {rows.error && <LoadError error={rows.error} retry={rows.reload} />}
      {rows.loading && <Loading />}
      {rows.value && <Values rows={rows.value} what={select} by={choice.by} every={choice.every} />}
    </>
  );
}

function asQuery({ fn, field, by, chosen }: Choice & { chosen: string }): Record<string, string> {
  return { fn, field, by, every: chosen };
}

function Controls({ series, choice, change }: { series: Series; choice: Choice & { chosen: string }; change(part: Record<string, string>): void }) {
  const texts = sinkText().series;
  const choose = (label: string, name: string, value: string, options: [value: string, label: string][]) => (
    <label class="field">
      <span class="label">{label}</span>
      <select class="input" value={value} onChange={(event) => change({ [name]: event.currentTarget.value })}>
        {options.map(([key, shown]) => (
          <option key={key} value={key}>
            {shown}
          </option>
        ))}
      </select>
    </label>
  );
  const aggregates = choice.field === '*' ? ['count'] : kAggregates;
  return (
    <form class="card row series-controls" aria-label={texts.aggregate} onSubmit={(event) => event.preventDefault()}>
      {choose(texts.field, 'field', choice.field, [...series.fields.map((field): [string, string] => [field.key, field.key]), ['*', texts.allPoints]])}
      {choose(texts.aggregate, 'fn', choice.fn, aggregates.map((fn) => [fn, texts.aggregates[fn] ?? fn]))}
      {choose(texts.groupBy, 'by', choice.by, [['', texts.noGroup], ...series.tags.map((tag): [string, string] => [tag, tag])])}
      {choose(texts.every, 'every', choice.chosen, [['', texts.auto], ...kSteps.map(([step]): [string, string] => [step, step])])}
    </form>
  );
}

interface ValuesProps {
  rows: SeriesRows;
  what: string;
  by: string;
  every: string;
}

// Columns of the rows: the time, the tag if there is one, the value.
function Values({ rows: { columns, rows }, what, by, every }: ValuesProps) {
  const texts = sinkText().series;
  const { times, lines, all } = linesOf(rows, by !== '', what);
  const shown: Column<SeriesRows['rows'][number]>[] = columns.map((title, at) => ({
    key: String(at),
    title: at === 0 ? sinkText().time : title,
    numeric: at === columns.length - 1,
    cell: (row) => (at === 0 ? when(String(row[0])) : row[at] === '' ? texts.none : at === columns.length - 1 ? numberText(row[at]) : row[at]),
  }));
  return (
    <>
      <div class="card">
        <LineChart label={texts.chart(what, every)} times={times} lines={lines} />
        {all > lines.length && <p class="muted small-text">{texts.manyLines(lines.length, all)}</p>}
      </div>
      <div class="stack">
        <h2>{texts.table}</h2>
        <DataTable caption={texts.table} columns={shown} rows={rows.slice(0, kMaxRows)} rowKey={(row) => row.slice(0, -1).join(' ')} />
        {rows.length > kMaxRows && <p class="muted small-text">{texts.cut(formatCount(kMaxRows), formatCount(rows.length))}</p>}
      </div>
    </>
  );
}

// A line per tag value, those with the most points first; as many as the chart has colours.
function linesOf(rows: SeriesRows['rows'], grouped: boolean, what: string): { times: number[]; lines: Line[]; all: number } {
  const times = [...new Set(rows.map((row) => Date.parse(String(row[0])) / 1000))].sort((a, b) => a - b);
  const at = new Map(times.map((time, index) => [time, index]));
  const groups = new Map<string, (number | null)[]>();
  for (const row of rows) {
    const name = grouped ? String(row[1]) || sinkText().series.none : what;
    let values = groups.get(name);
    if (!values) groups.set(name, (values = times.map(() => null)));
    const value = Number(row.at(-1));
    values[at.get(Date.parse(String(row[0])) / 1000)!] = row.at(-1) === null || Number.isNaN(value) ? null : value;
  }
  const weight = (values: (number | null)[]): number => values.filter((value) => value !== null).length;
  const sorted = [...groups].map(([name, values]) => ({ name, values })).sort((a, b) => weight(b.values) - weight(a.values));
  return { times, lines: sorted.slice(0, kMaxLines), all: sorted.length };
}

function numberText(value: string | number | boolean | null | undefined): string {
  if (value == null) return '';
  return typeof value === 'number' ? value.toLocaleString('en-US', { maximumFractionDigits: 4 }) : String(value);
}

function when(instant: string): string {
  const { date, time } = beijingClock(instant);
  return `${date} ${time}`;
}
