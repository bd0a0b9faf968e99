// A report table: its rows, a page at a time, and the way to query it.
import { cellText } from '../base/json.ts';
import { reportRows } from '../engine/sink_questions.ts';
import { quoteName } from '../protocol/sql.ts';
import type { ReportRows } from '../protocol/sinks.ts';
import { DataTable, EmptyState, LoadError, Loading, PageHead, type Column } from '../widgets/controls.tsx';
import { valueCell } from '../widgets/long_text.tsx';
import { Pager } from '../widgets/pager.tsx';
import { href, route } from '../widgets/router.ts';
import { SinkCrumbs } from '../widgets/sink_crumbs.tsx';
import { sinkText } from '../widgets/sink_text.ts';
import { formatCount, text } from '../widgets/text.ts';
import { useData } from '../widgets/use_data.ts';

const kPage = 50;

export function ReportPage({ database, table }: { database: string; table: string }) {
  const texts = sinkText();
  const from = Math.max(0, Number(route.value.query.get('from')) || 0);
  const page = useData(`report ${database} ${table} ${from}`, (client) => reportRows(client, database, table, from, kPage));
  return (
    <>
      <SinkCrumbs kind="report" />
      <PageHead title={<span class="break">{`${database} / ${table}`}</span>} lead={page.value && texts.countOf.rows(formatCount(page.value.end))}>
        <a class="button" href={href(['sql'], { db: database, code: `select *\nfrom ${quoteName(table)}\nlimit 100` })}>
          {texts.report.sql}
        </a>
      </PageHead>
      {page.error && <LoadError error={page.error} retry={page.reload} />}
      {page.loading && <Loading />}
      {page.value?.end === 0 && <EmptyState title={texts.report.empty} hint={texts.report.emptyText} />}
      {page.value && page.value.end > 0 && <Rows page={page.value} caption={table} />}
      {page.value && (
        <Pager from={from} shown={page.value.records.length} total={page.value.end} size={kPage} place={(next) => href(['sinks', 'report', database, table], { from: String(next) })} />
      )}
    </>
  );
}

function Rows({ page, caption }: { page: ReportRows; caption: string }) {
  type Row = ReportRows['records'][number];
  const columns: Column<Row>[] = [
    { key: '#', title: text().repos.offset, numeric: true, narrow: true, cell: (row) => row.offset },
    ...page.columns.map((column) => ({
      key: `:${column.key}`,
      title: column.key,
      numeric: column.valtype === 'long' || column.valtype === 'float',
      cell: (row: Row) => valueCell(cellText(row.record[column.key])),
    })),
  ];
  return <DataTable caption={caption} columns={columns} rows={page.records} rowKey={(row) => row.offset} />;
}
