// One repo: its records by offset, a page at a time, and its schema.
import { useState } from 'preact/hooks';
import { cellText, type JsonObject } from '../base/json.ts';
import { encodeUtf8 } from '../base/bytes.ts';
import { readSchema, type Field, type RecordsPage } from '../protocol/control.ts';
import { quoteName } from '../protocol/sql.ts';
import { BodyView } from '../widgets/body_view.tsx';
import { DataTable, EmptyState, LoadError, Loading, PageHead, type Column } from '../widgets/controls.tsx';
import { lazy } from '../widgets/lazy.tsx';
import { go, href, route } from '../widgets/router.ts';
import { formatCount, text } from '../widgets/text.ts';
import { useData } from '../widgets/use_data.ts';

const kPage = 50;
const kTabs = ['records', 'schema', 'exports'] as const;
const RepoExports = lazy(() => import('./repo_exports.tsx').then((module) => module.RepoExports));

export function RepoPage({ name }: { name: string }) {
  const texts = text().repos;
  const tab = kTabs.find((one) => one === route.value.query.get('tab')) ?? 'records';
  const repo = useData(`repo ${name}`, (client) => client.repo(name));
  return (
    <>
      <nav class="crumbs">
        <a href={href(['repos'])}>{texts.title}</a>
      </nav>
      <PageHead title={name}>
        <a class="button" href={href(['sql'], { code: `select *\nfrom ${quoteName(name)}\nlimit 100` })}>
          {texts.query}
        </a>
        <a class="button" href={href(['api', 'pushData'], { path: `/v2/repos/${encodeURIComponent(name)}/data` })}>
          {texts.push}
        </a>
      </PageHead>
      {repo.error && <LoadError error={repo.error} retry={repo.reload} />}
      <div class="tabs" role="group" aria-label={name}>
        <a href={href(['repos', name])} aria-current={tab === 'records' ? 'page' : undefined}>
          {texts.records}
        </a>
        <a href={href(['repos', name], { tab: 'schema' })} aria-current={tab === 'schema' ? 'page' : undefined}>
          {texts.schema}
        </a>
        <a href={href(['repos', name], { tab: 'exports' })} aria-current={tab === 'exports' ? 'page' : undefined}>
          {texts.exports}
        </a>
      </div>
      {tab === 'exports' && !repo.error && <RepoExports repo={name} />}
      {tab === 'records' && !repo.error && <Records name={name} fields={repo.value ? readSchema(repo.value.schema) : []} />}
      {tab === 'schema' && repo.value && <Schema repo={repo.value} />}
      {repo.loading && <Loading />}
    </>
  );
}

function Records({ name, fields }: { name: string; fields: Field[] }) {
  const texts = text().repos;
  const from = Math.max(0, Number(route.value.query.get('from') ?? 0) || 0);
  const page = useData(`records ${name} ${from}`, (client) => client.records(name, from, kPage));
  if (page.error) return <LoadError error={page.error} retry={page.reload} />;
  if (!page.value) return <Loading />;
  if (page.value.end === 0) return <EmptyState title={texts.noRecords} hint={texts.noRecordsText} />;
  const columns: Column<RecordsPage['records'][number]>[] = [
    { key: 'offset', title: texts.offset, numeric: true, cell: (row) => row.offset },
    ...fields.map((field) => ({
      key: field.key,
      title: field.key,
      numeric: field.valtype === 'long' || field.valtype === 'float',
      cell: (row: RecordsPage['records'][number]) => cellText(row.record[field.key]),
    })),
  ];
  return (
    <>
      <Pager name={name} from={from} page={page.value} />
      <DataTable caption={`${name}: ${texts.records}`} rows={page.value.records} rowKey={(row) => row.offset} columns={columns} />
    </>
  );
}

function Pager({ name, from, page }: { name: string; from: number; page: RecordsPage }) {
  const texts = text().repos;
  const [wanted, setWanted] = useState('');
  const show = (offset: number): void => go(['repos', name], { from: String(Math.max(0, offset)) });
  const lastPage = Math.max(0, page.end - kPage);
  const shown = page.records.length;
  return (
    <div class="row pager">
      <span class="muted numeric">
        {shown > 0 && texts.range(formatCount(from), formatCount(from + shown - 1), formatCount(page.end))}
      </span>
      <div class="segments" role="group" aria-label={texts.records}>
        <button type="button" disabled={from === 0} onClick={() => show(0)}>
          {texts.first}
        </button>
        <button type="button" disabled={from === 0} onClick={() => show(from - kPage)}>
          {texts.previous}
        </button>
        <button type="button" disabled={from + shown >= page.end} onClick={() => show(from + kPage)}>
          {texts.next}
        </button>
        <button type="button" disabled={from >= lastPage} onClick={() => show(lastPage)}>
          {texts.last}
        </button>
      </div>
      <form
        class="row"
        onSubmit={(event) => {
          event.preventDefault();
          if (/^\d+$/.test(wanted)) show(Number(wanted));
        }}
      >
        <input
          class="input offset-input"
          inputMode="numeric"
          pattern="[0-9]*"
          aria-label={texts.goTo}
          placeholder={texts.goTo}
          value={wanted}
          onInput={(event) => setWanted(event.currentTarget.value)}
        />
      </form>
    </div>
  );
}

function Schema({ repo }: { repo: JsonObject }) {
  const texts = text().repos;
  const fields = flatten(readSchema(repo.schema), '');
  return (
    <>
      <DataTable
        caption={texts.schema}
        rows={fields}
        rowKey={(row) => row.path}
        columns={[
          { key: 'field', title: texts.field, cell: (row) => <code>{row.path}</code> },
          { key: 'type', title: texts.type, cell: (row) => (row.elemtype ? `${row.valtype}<${row.elemtype}>` : row.valtype) },
          { key: 'required', title: texts.required, cell: (row) => (row.required ? texts.yes : texts.no) },
        ]}
      />
      <h2 class="section-title">{texts.raw}</h2>
      <BodyView bytes={encodeUtf8(JSON.stringify(repo))} label={texts.raw} />
    </>
  );
}

function flatten(fields: Field[], prefix: string): (Field & { path: string })[] {
  return fields.flatMap((field) => {
    const path = prefix + field.key;
    return [{ ...field, path }, ...flatten(field.schema, `${path}.`)];
  });
}
