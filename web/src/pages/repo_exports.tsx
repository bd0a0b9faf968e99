// The exports that read a repo: how far each has come, what became of the records, and why some were rejected.
import { exportCounts, type ReaderView } from '../engine/sink_questions.ts';
import type { ExportCounts } from '../protocol/sinks.ts';
import { DataTable } from '../widgets/controls.tsx';
import { href } from '../widgets/router.ts';
import { sinkText } from '../widgets/sink_text.ts';
import { formatCount } from '../widgets/text.ts';
import { useData } from '../widgets/use_data.ts';
import { Fact, Failure, Progress, ReaderList, Spec } from './reader_parts.tsx';

export function RepoExports({ repo }: { repo: string }) {
  const create = href(['api', 'createExport'], { path: `/v2/repos/${encodeURIComponent(repo)}/exports/export_job1` });
  const card = (one: ReaderView) => <ExportCard key={one.name} repo={repo} one={one} />;
  return <ReaderList repo={repo} kind="exports" texts={sinkText().exports} create={create} card={card} />;
}

// Where an export writes to, as a page of the console; undefined for what is no place in here.
function targetOf(repo: string, { type, name, spec }: ReaderView): string | undefined {
  const member = (key: string): string => (typeof spec[key] === 'string' ? spec[key] : '');
  switch (type) {
    case 'http':
      return href(['sinks', 'http', repo, name]);
    case 'logdb':
      return href(['sinks', 'logdb', member('destRepoName')]);
    case 'tsdb':
      return href(['sinks', 'tsdb', member('destRepoName'), member('series')]);
    case 'report':
      return href(['sinks', 'report', member('dbName') || member('database'), member('tableName')]);
    case 'mongo':
      return href(['sinks', 'mongo', member('dbName'), member('collName')], { host: member('host') });
    case 'kodo':
      return href(['buckets', member('bucket')]);
    case 'hdfs':
      return href(['buckets']);
    default:
      return undefined;
  }
}

function ExportCard({ repo, one }: { repo: string; one: ReaderView }) {
  const texts = sinkText().exports;
  const counts = useData(`export ${repo} ${one.name}`, (client) => exportCounts(client, repo, one.name));
  const target = targetOf(repo, one);
  const opens = one.type === 'http' ? texts.deliveries : texts.open;
  return (
    <section class="card stack" aria-label={one.name}>
      <div class="row between">
        <h2 class="row">
          <span class="break">{one.name}</span> <span class="badge">{one.type}</span>
        </h2>
        {target && (
          <a class="button small" href={target} aria-label={`${one.name}: ${opens}`}>
            {opens}
          </a>
        )}
      </div>
      <dl class="answer-facts export-facts">
        <Progress one={one} />
        {counts.value && <Fact label={texts.written} value={formatCount(counts.value.written)} />}
        {counts.value && <Fact label={texts.omitted} value={formatCount(counts.value.omitted)} />}
        {counts.value && <Fact label={texts.rejected} value={formatCount(counts.value.rejected)} />}
      </dl>
      <Failure one={one} />
      {counts.error && <p class="muted small-text">{counts.error}</p>}
      {counts.value && counts.value.rejected > 0 && <Rejected repo={repo} counts={counts.value} />}
      <Spec name={one.name} spec={one.spec} />
    </section>
  );
}

function Rejected({ repo, counts }: { repo: string; counts: ExportCounts }) {
  const texts = sinkText().exports;
  return (
    <details>
      <summary>{texts.reasons}</summary>
      <DataTable
        caption={texts.reasons}
        rows={counts.reasons}
        rowKey={(row) => row.offset}
        columns={[
          { key: 'offset', title: texts.offset, numeric: true, cell: (row) => <a href={href(['repos', repo], { from: String(row.offset) })}>{formatCount(row.offset)}</a> },
          { key: 'reason', title: texts.reason, cell: (row) => row.reason },
        ]}
      />
      {counts.reasons.length < counts.rejected && <p class="muted small-text">{texts.newestKept(formatCount(counts.reasons.length))}</p>}
    </details>
  );
}
