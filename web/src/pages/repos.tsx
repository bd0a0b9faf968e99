// All repos: what is in them and where it comes from.
import { useState } from 'preact/hooks';
import { text, formatCount } from '../widgets/text.ts';
import { DataTable, EmptyState, LoadError, Loading, PageHead } from '../widgets/controls.tsx';
import { formatBytes } from '../base/bytes.ts';
import { href } from '../widgets/router.ts';
import { useData } from '../widgets/use_data.ts';

const kFew = 12; // that many are found by looking

export function ReposPage() {
  const texts = text().repos;
  const repos = useData('repos', (client) => client.repos());
  const [wanted, setWanted] = useState('');
  const matches = (repos.value ?? []).filter((row) => row.name.toLowerCase().includes(wanted.trim().toLowerCase()));
  return (
    <>
      <PageHead title={texts.title} lead={texts.lead}>
        <a class="button" href={href(['api', 'createRepo'])}>
          {texts.create}
        </a>
      </PageHead>
      {repos.error && <LoadError error={repos.error} retry={repos.reload} />}
      {repos.loading && <Loading />}
      {repos.value?.length === 0 && (
        <EmptyState title={texts.emptyTitle} hint={texts.emptyText}>
          <a class="button primary" href={href([])}>
            {texts.runDemo}
          </a>
          <a class="button" href={href(['api', 'createRepo'])}>
            {texts.create}
          </a>
        </EmptyState>
      )}
      {repos.value && repos.value.length > kFew && (
        <input class="input" type="search" aria-label={texts.find} placeholder={texts.find} value={wanted} onInput={(event) => setWanted(event.currentTarget.value)} />
      )}
      {repos.value && repos.value.length > 0 && matches.length === 0 && <p role="status">{texts.noMatch}</p>}
      {matches.length > 0 && (
        <DataTable
          caption={texts.title}
          rows={matches}
          rowKey={(row) => row.name}
          columns={[
            { key: 'name', title: texts.name, cell: (row) => <a class="break" href={href(['repos', row.name])}>{row.name}</a> },
            { key: 'records', title: texts.records, numeric: true, cell: (row) => formatCount(row.records) },
            { key: 'bytes', title: texts.size, numeric: true, narrow: true, cell: (row) => formatBytes(row.bytes) },
            { key: 'origin', title: texts.origin, cell: (row) => (row.derivedFrom ? texts.derived(row.derivedFrom) : texts.pushed) },
          ]}
        />
      )}
    </>
  );
}
