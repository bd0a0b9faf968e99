// An http export's deliveries: what was sent, what waits and why, and the bytes of each.
import { formatBytes } from '../base/bytes.ts';
import { beijingClock } from '../base/time.ts';
import { deliveries as askDeliveries, deliveryBody, httpSinks, retryDelivery } from '../engine/sink_questions.ts';
import type { Delivery, HttpSink } from '../protocol/sinks.ts';
import { BodyView } from '../widgets/body_view.tsx';
import { useServices } from '../widgets/context.ts';
import { DataTable, EmptyState, LoadError, Loading, PageHead, StatusBadge } from '../widgets/controls.tsx';
import { DeliveryPermission } from '../widgets/delivery_permission.tsx';
import { Icon } from '../widgets/icons.tsx';
import { notify } from '../widgets/notices.tsx';
import { go, href, route } from '../widgets/router.ts';
import { SinkCrumbs } from '../widgets/sink_crumbs.tsx';
import { sinkText } from '../widgets/sink_text.ts';
import { formatCount } from '../widgets/text.ts';
import { useData } from '../widgets/use_data.ts';

const kPage = 100;

export function DeliveriesPage({ repo, name }: { repo: string; name: string }) {
  const { query } = route.value;
  const body = Number(query.get('body')) || 0;
  const sinks = useData('http sinks', httpSinks);
  const sink = sinks.value?.find((row) => row.repo === repo && row.name === name);
  return (
    <>
      <SinkCrumbs kind="http" />
      <Head sink={sink} repo={repo} name={name} />
      {sinks.error && <LoadError error={sinks.error} retry={sinks.reload} />}
      {body > 0 ? <BodyOf repo={repo} name={name} id={body} /> : <List repo={repo} name={name} />}
    </>
  );
}

function Head({ sink, repo, name }: { sink: HttpSink | undefined; repo: string; name: string }) {
  const { client } = useServices();
  const texts = sinkText().http;
  const retry = async (): Promise<void> => {
    const answer = await retryDelivery(client, repo, name);
    if (answer.ok) notify('good', answer.value > 0 ? texts.retried : texts.nothingWaits);
    else notify('bad', answer.error);
  };
  return (
    <>
      <PageHead title={<span class="break">{`${repo} / ${name}`}</span>} lead={sink && `${sink.url} · ${sink.format}`}>
        <button type="button" class="button" disabled={!sink || sink.waitingDeliveries === 0} onClick={() => void retry()}>
          <Icon name="next" />
          {texts.retry}
        </button>
      </PageHead>
      {sink && <p role="status">{texts.summary(formatCount(sink.deliveredRecords), formatCount(sink.waitingRecords))}</p>}
      {sink && <DeliveryPermission url={sink.url} />}
      {sink?.held && (
        <div class="callout warn" role="note">
          <Icon name="warn" />
          <div class="grow">
            <strong>{texts.held}</strong>
            <p class="break">{sink.held}</p>
          </div>
        </div>
      )}
    </>
  );
}

function List({ repo, name }: { repo: string; name: string }) {
  const texts = sinkText();
  const { query } = route.value;
  const state = query.get('state') ?? '';
  const from = Math.max(0, Number(query.get('from')) || 0);
  const path = ['sinks', 'http', repo, name];
  const page = useData(`deliveries ${repo} ${name} ${state} ${from}`, (client) => askDeliveries(client, repo, name, { state, from, limit: kPage }));
  return (
    <>
      <div class="segments" role="group" aria-label={texts.http.filter}>
        {Object.entries(texts.http.filters).map(([value, label]) => (
          <button key={value} type="button" aria-pressed={state === value} onClick={() => go(path, value ? { state: value } : {})}>
            {label}
          </button>
        ))}
      </div>
      {page.error && <LoadError error={page.error} retry={page.reload} />}
      {page.loading && <Loading />}
      {page.value?.deliveries.length === 0 && <EmptyState title={texts.http.empty} hint={texts.http.emptyText} />}
      {page.value && page.value.deliveries.length > 0 && <Table rows={page.value.deliveries} path={path} />}
      <nav class="row tight" aria-label={texts.pages}>
        {from > 0 && (
          <a class="button small" href={href(path, { state })}>
            {texts.previous}
          </a>
        )}
        {page.value && page.value.next > 0 && (
          <a class="button small" href={href(path, { state, from: String(page.value.next) })}>
            {texts.next}
          </a>
        )}
      </nav>
    </>
  );
}

const kTones: Record<string, string> = { delivered: 'good', inFlight: '', waiting: 'warn' };

function Table({ rows, path }: { rows: Delivery[]; path: string[] }) {
  const texts = sinkText().http;
  const range = (row: Delivery): string => (row.first === row.last ? formatCount(row.first) : `${formatCount(row.first)}–${formatCount(row.last)}`);
  return (
    <DataTable
      caption={texts.filter}
      rows={rows}
      rowKey={(row) => row.id}
      columns={[
        { key: 'id', title: texts.number, numeric: true, cell: (row) => <a href={href(path, { body: String(row.id) })} aria-label={texts.bodyOf(row.id)}>{row.id}</a> },
        { key: 'state', title: texts.state, cell: (row) => <span class={`badge nowrap ${kTones[row.state] ?? ''}`}>{texts.states[row.state] ?? row.state}</span> },
        { key: 'offsets', title: texts.offsets, numeric: true, narrow: true, cell: range },
        { key: 'attempts', title: texts.attempts, numeric: true, cell: (row) => row.attempts },
        { key: 'when', title: texts.when, narrow: true, cell: (row) => when(row.deliverTime || row.nextAttempt) },
        { key: 'status', title: texts.status, cell: (row) => (row.lastStatus > 0 ? <StatusBadge status={row.lastStatus} /> : '') },
        { key: 'reason', title: texts.reason, cell: (row) => <div class={row.reason && 'delivery-reason'}>{row.reason}</div> },
      ]}
    />
  );
}

function BodyOf({ repo, name, id }: { repo: string; name: string; id: number }) {
  const texts = sinkText().http;
  const bytes = useData(`delivery body ${repo} ${name} ${id}`, (client) => deliveryBody(client, repo, name, id));
  const row = useData(`delivery ${repo} ${name} ${id}`, (client) => askDeliveries(client, repo, name, { state: '', from: id, limit: 1 }));
  const delivery = row.value?.deliveries.find((one) => one.id === id);
  return (
    <section class="stack" aria-labelledby="delivery-title">
      <div class="row between">
        <h2 id="delivery-title">{texts.bodyOf(id)}</h2>
        <a class="button small" href={href(['sinks', 'http', repo, name])}>
          <Icon name="back" />
          {texts.filters['']}
        </a>
      </div>
      {delivery && <Table rows={[delivery]} path={['sinks', 'http', repo, name]} />}
      {bytes.error && <LoadError error={bytes.error} retry={bytes.reload} />}
      {bytes.loading && <Loading />}
      {bytes.value && (
        <>
          <p class="muted small-text">{formatBytes(bytes.value.length)}</p>
          <BodyView bytes={bytes.value} label={texts.bodyOf(id)} />
        </>
      )}
      {delivery?.response && (
        <>
          <h3>{texts.response}</h3>
          <pre class="code" tabIndex={0} aria-label={texts.response}>
            {delivery.response}
          </pre>
        </>
      )}
    </section>
  );
}

function when(instant: string): string {
  const { date, time } = beijingClock(instant);
  return `${date} ${time}`;
}
