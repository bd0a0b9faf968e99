// What the guided demo has made: the records as pushed, the aggregate as a chart and a table, the files. Shown whenever it is there, so
// also after a reload.
import { formatBytes } from '../base/bytes.ts';
import { cellText, type JsonObject } from '../base/json.ts';
import { success, type Result } from '../base/result.ts';
import type { ControlClient } from '../engine/control_client.ts';
import type { RecordsPage, StoredObject } from '../protocol/control.ts';
import { BarChart } from '../widgets/bar_chart.tsx';
import { DataTable } from '../widgets/controls.tsx';
import { href } from '../widgets/router.ts';
import { formatCount, text } from '../widgets/text.ts';
import { useData } from '../widgets/use_data.ts';
import { demo } from './demo.ts';

const kRepo = 'flights';
const kAggregate = 'delays';
const kBucket = 'demo';
const kBusiest = 20;
const kShownRecords = 5;

export function DemoResults() {
  const texts = text().start;
  const running = demo.value.phase === 'running' || demo.value.phase === 'fetching';
  const results = useData(running ? 'nothing yet' : 'demo results', running ? nothing : readResults).value;
  if (!results) return null;
  const { flights, files } = results;
  const origins = sumByOrigin(results.delays.records.map((row) => row.record)).slice(0, kBusiest);
  return (
    <section class="stack" aria-labelledby="results-title">
      <h2 id="results-title" class="section-title">
        {texts.results}
      </h2>
      <div class="card stack">
        <div class="row between">
          <h3>{texts.resultAggregate}</h3>
          <a href={href(['repos', kAggregate])}>{texts.openRepo}</a>
        </div>
        <BarChart label={texts.chartTitle} bars={origins.map((row) => ({ name: row.origin, value: row.average }))} />
        <DataTable
          caption={texts.resultAggregate}
          rows={origins}
          rowKey={(row) => row.origin}
          columns={[
            { key: 'origin', title: texts.columns.origin, cell: (row) => row.origin },
            { key: 'flights', title: texts.columns.flights, numeric: true, cell: (row) => formatCount(row.flights) },
            { key: 'average', title: texts.columns.average, numeric: true, cell: (row) => texts.minutes(row.average.toFixed(1)) },
            { key: 'maximum', title: texts.columns.maximum, numeric: true, cell: (row) => texts.minutes(formatCount(row.maximum)) },
          ]}
        />
      </div>
      <div class="card stack">
        <div class="row between">
          <h3>
            {texts.resultRecords} <span class="muted">({texts.resultEnd(formatCount(flights.end))})</span>
          </h3>
          <a href={href(['repos', kRepo])}>{texts.openRepo}</a>
        </div>
        <DataTable<FlightRow>
          caption={texts.resultRecords}
          rows={flights.records}
          rowKey={(row) => row.offset}
          columns={Object.keys(flights.records[0]?.record ?? {}).map((name) => ({
            key: name,
            title: name,
            numeric: name === 'delay' || name === 'distance',
            cell: (row) => <span class="nowrap">{cellText(row.record[name])}</span>,
          }))}
        />
      </div>
      {files.length > 0 && (
        <div class="card stack">
          <div class="row between">
            <h3>{texts.resultFiles}</h3>
            <a href={href(['buckets', kBucket])}>{texts.openBucket}</a>
          </div>
          <ul class="files">
            {files.map((file) => (
              <li key={file.key} class="row between">
                <a class="break" href={href(['buckets', kBucket], { key: file.key })}>
                  {file.key}
                </a>
                <span class="muted numeric nowrap">{formatBytes(file.size)}</span>
              </li>
            ))}
          </ul>
        </div>
      )}
    </section>
  );
}

interface Results {
  flights: RecordsPage;
  delays: RecordsPage;
  files: StoredObject[];
}

const nothing = async (): Promise<Result<Results | undefined>> => success(undefined);

// Asks first whether the demo's repos are there at all, so that an empty simulator is asked nothing that it must refuse.
async function readResults(client: ControlClient): Promise<Result<Results | undefined>> {
  const repos = await client.repos();
  if (!repos.ok) return repos;
  const names = repos.value.map((repo) => repo.name);
  if (!names.includes(kRepo) || !names.includes(kAggregate)) return success(undefined);
  const [flights, delays, files] = await Promise.all([
    client.records(kRepo, 0, kShownRecords),
    client.records(kAggregate, 0, 10_000),
    client.objects(kBucket, `${kAggregate}/`),
  ]);
  if (!flights.ok || !delays.ok || delays.value.records.length === 0) return success(undefined);
  return success({ flights: flights.value, delays: delays.value, files: files.ok ? files.value : [] });
}

type FlightRow = RecordsPage['records'][number];

interface OriginRow {
  origin: string;
  flights: number;
  average: number;
  maximum: number;
}

// The transform writes one row per origin and minute; here they are joined per origin, the busiest first.
function sumByOrigin(records: JsonObject[]): OriginRow[] {
  const rows = new Map<string, OriginRow>();
  for (const record of records) {
    const origin = cellText(record.origin);
    const flights = Number(record.flights);
    const row = rows.get(origin) ?? { origin, flights: 0, average: 0, maximum: -Infinity };
    row.average = (row.average * row.flights + Number(record.avg_delay) * flights) / (row.flights + flights);
    row.flights += flights;
    row.maximum = Math.max(row.maximum, Number(record.max_delay));
    rows.set(origin, row);
  }
  return [...rows.values()].sort((a, b) => b.flights - a.flights || (a.origin < b.origin ? -1 : 1));
}
