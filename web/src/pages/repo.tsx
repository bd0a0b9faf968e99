// One repo: its records by offset, a page at a time, and its schema.
import { useState } from 'preact/hooks';
import { cellText, type JsonObject } from '../base/json.ts';
import { encodeUtf8 } from '../base/bytes.ts';
import { readSchema, type Field, type RecordsPage } from '../protocol/control.ts';
import { quoteName } from '../protocol/sql.ts';
import { BodyView } from '../widgets/body_view.tsx';
import { DataTable, EmptyState, LoadError, Loading, PageHead, type Column } from '../widgets/controls.tsx';
import { Icon } from '../widgets/icons.tsx';
import { lazy } from '../widgets/lazy.tsx';
import { valueCell } from '../widgets/long_text.tsx';
import { go, href, route } from '../widgets/router.ts';
import { formatCount, text } from '../widgets/text.ts';
import { useData } from '../widgets/use_data.ts';

const kPage = 50;
const kFields = 100; // columns unless more are asked for: a page of all would have 25,000 cells
const kExampleFields = 20;
const kExamples: Record<string, string> = { long: '1', float: '1.5', boolean: 'true', jsonstring: '{}' };
const kTabs = ['records', 'schema', 'transforms', 'exports'] as const;
const RepoTransforms = lazy(() => import('./repo_transforms.tsx').then((module) => module.RepoTransforms));
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
        <a class="button" href={href(['api', 'pushData'], { path: `/v2/repos/${encodeURIComponent(name)}/data`, body: exampleLine(repo.value ? readSchema(repo.value.schema) : []) })}>
          {texts.push}
        </a>
        <a class="icon-button" aria-label={texts.remove} title={texts.remove} href={href(['api', 'deleteRepo'], { path: `/v2/repos/${encodeURIComponent(name)}` })}>
          <Icon name="trash" />
        </a>
      </PageHead>
      {repo.error && <LoadError error={repo.error} retry={repo.reload} />}
      {!repo.error && (
        <div class="tabs" role="group" aria-label={name}>
          {kTabs.map((one) => (
            <a key={one} href={href(['repos', name], one === 'records' ? {} : { tab: one })} aria-current={tab === one ? 'page' : undefined}>
              {texts[one]}
            </a>
          ))}
        </div>
      )}
      {tab === 'transforms' && !repo.error && <RepoTransforms repo={name} />}
      {tab === 'exports' && !repo.error && <RepoExports repo={name} />}
      {tab === 'records' && !repo.error && <Records name={name} fields={repo.value ? readSchema(repo.value.schema) : []} />}
      {tab === 'schema' && repo.value && <Schema repo={repo.value} />}
      {repo.loading && <Loading />}
    </>
  );
}

// A record that fits the schema: the required fields, and some of the others.
function exampleLine(fields: Field[]): string {
  const shown = fields.filter((field, at) => field.required || at < kExampleFields);
  return shown.map((field) => `${field.key}=${exampleOf(field, false)}`).join('\t');
}

function exampleOf({ valtype, elemtype, schema }: Field, inside: boolean): string {
  if (valtype === 'array') return `[${kExamples[elemtype] ?? '"a"'}]`;
  if (valtype === 'map') return `{${schema.map((field) => `"${field.key}":${exampleOf(field, true)}`).join(',')}}`;
  const plain = kExamples[valtype] ?? (valtype === 'date' ? '2017-06-01T08:00:00+08:00' : 'a');
  return inside && !kExamples[valtype] ? `"${plain}"` : plain;
}

function Records({ name, fields }: { name: string; fields: Field[] }) {
  const texts = text().repos;
  const [open, setOpen] = useState<number>();
  const [all, setAll] = useState(false);
  const from = Math.max(0, Number(route.value.query.get('from') ?? 0) || 0);
  const page = useData(`records ${name} ${from}`, (client) => client.records(name, from, kPage));
  if (page.error) return <LoadError error={page.error} retry={page.reload} />;
  if (!page.value) return <Loading />;
  if (page.value.end === 0) return <EmptyState title={texts.noRecords} hint={texts.noRecordsText} />;
  const detail = (row: RecordsPage['records'][number]) =>
    row.offset === open && <BodyView bytes={encodeUtf8(JSON.stringify(row.record))} label={`${texts.whole}: ${row.offset}`} />;
  const columns: Column<RecordsPage['records'][number]>[] = [
    {
      key: 'offset',
      title: texts.offset,
      numeric: true,
      cell: (row) => (
        <button type="button" class="link-button" title={texts.whole} aria-expanded={row.offset === open} onClick={() => setOpen(row.offset === open ? undefined : row.offset)}>
          {row.offset}
        </button>
      ),
    },
    ...fields.slice(0, all ? fields.length : kFields).map((field) => ({
      key: field.key,
      title: field.key,
      numeric: field.valtype === 'long' || field.valtype === 'float',
      cell: (row: RecordsPage['records'][number]) => valueCell(cellText(row.record[field.key])),
    })),
  ];
  return (
    <>
      <Pager name={name} from={from} page={page.value} />
      {fields.length > kFields && !all && (
        <div class="row">
          <p class="muted">{texts.someFields(kFields, fields.length)}</p>
          <button type="button" class="button small" onClick={() => setAll(true)}>
            {texts.allFields}
          </button>
        </div>
      )}
      {page.value.records.length > 0 ? (
        <DataTable caption={`${name}: ${texts.records}`} rows={page.value.records} rowKey={(row) => row.offset} columns={columns} detail={detail} />
      ) : (
        <EmptyState title={texts.beyond} hint={texts.beyondText(formatCount(page.value.end - 1))} />
      )}
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
