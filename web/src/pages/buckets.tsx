// Buckets, the objects in one, and a look at one object.
import { useState } from 'preact/hooks';
import { formatBytes, type Bytes } from '../base/bytes.ts';
import { beijingClock } from '../base/time.ts';
import type { StoredObject } from '../protocol/control.ts';
import { BodyView } from '../widgets/body_view.tsx';
import { confirm } from '../widgets/confirm.tsx';
import { useServices } from '../widgets/context.ts';
import { DataTable, EmptyState, LoadError, Loading, PageHead, saveFile } from '../widgets/controls.tsx';
import { Icon } from '../widgets/icons.tsx';
import { notify } from '../widgets/notices.tsx';
import { go, href, route } from '../widgets/router.ts';
import { formatCount, text } from '../widgets/text.ts';
import { useData } from '../widgets/use_data.ts';

const kPage = 200;

export function BucketsPage() {
  const texts = text().buckets;
  const buckets = useData('buckets', (client) => client.buckets());
  return (
    <>
      <PageHead title={texts.title} lead={texts.lead} />
      {buckets.error && <LoadError error={buckets.error} retry={buckets.reload} />}
      {buckets.loading && <Loading />}
      {buckets.value?.length === 0 && (
        <EmptyState title={texts.emptyTitle} hint={texts.emptyText}>
          <a class="button primary" href={href([])}>
            {text().repos.runDemo}
          </a>
        </EmptyState>
      )}
      {buckets.value && buckets.value.length > 0 && (
        <DataTable
          caption={texts.title}
          rows={buckets.value}
          rowKey={(row) => row.name}
          columns={[
            { key: 'name', title: texts.name, cell: (row) => <a href={href(['buckets', row.name])}>{row.name}</a> },
            { key: 'objects', title: texts.objects, numeric: true, cell: (row) => formatCount(row.objects) },
            { key: 'bytes', title: texts.size, numeric: true, cell: (row) => formatBytes(row.bytes) },
          ]}
        />
      )}
    </>
  );
}

export function BucketPage({ bucket }: { bucket: string }) {
  const texts = text().buckets;
  const actions = useObjectActions(bucket);
  const prefix = route.value.query.get('prefix') ?? '';
  const key = route.value.query.get('key');
  const after = route.value.query.get('after') ?? '';
  const objects = useData(`objects ${bucket} ${prefix} ${after}`, (client) => client.objects(bucket, prefix, after, kPage));
  const place = (query: { key?: string; after?: string }): string => href(['buckets', bucket], { ...(prefix && { prefix }), ...query });
  if (key !== null) return <ObjectPage bucket={bucket} objectKey={key} back={place({})} />;
  return (
    <>
      <nav class="crumbs">
        <a href={href(['buckets'])}>{texts.title}</a>
      </nav>
      <PageHead title={bucket}>
        <PrefixInput bucket={bucket} prefix={prefix} />
      </PageHead>
      {objects.error && <LoadError error={objects.error} retry={objects.reload} />}
      {objects.loading && <Loading />}
      {objects.value?.length === 0 && <EmptyState title={prefix ? texts.noObjects : texts.nothing} hint={prefix ? texts.noObjectsText : texts.emptyText} />}
      {objects.value && objects.value.length > 0 && (
        <DataTable<StoredObject>
          caption={`${bucket}: ${texts.objects}`}
          rows={objects.value}
          rowKey={(row) => row.key}
          columns={[
            { key: 'key', title: texts.key, cell: (row) => <a href={place({ key: row.key })}>{row.key}</a> },
            { key: 'size', title: texts.size, numeric: true, cell: (row) => formatBytes(row.size) },
            { key: 'created', title: texts.created, narrow: true, cell: (row) => when(row.createTime) },
            { key: 'expires', title: texts.expires, narrow: true, cell: (row) => (row.expires ? when(row.expires) : texts.never) },
            {
              key: 'actions',
              title: texts.actions,
              quiet: true,
              cell: (row) => (
                <div class="row tight end">
                  <button type="button" class="icon-button" aria-label={texts.downloadOf(row.key)} onClick={() => actions.save(row.key)}>
                    <Icon name="download" />
                  </button>
                  <button type="button" class="icon-button" aria-label={texts.removeOf(row.key)} onClick={() => actions.remove(row.key)}>
                    <Icon name="trash" />
                  </button>
                </div>
              ),
            },
          ]}
        />
      )}
      <div class="row">
        {after && (
          <a class="button small" href={place({})}>
            {texts.first}
          </a>
        )}
        {objects.value?.length === kPage && (
          <a class="button small" href={place({ after: objects.value.at(-1)!.key })}>
            {texts.next(kPage)}
          </a>
        )}
      </div>
    </>
  );
}

function ObjectPage({ bucket, objectKey, back }: { bucket: string; objectKey: string; back: string }) {
  const texts = text().buckets;
  const actions = useObjectActions(bucket);
  const bytes = useData(`object ${bucket} ${objectKey}`, (client) => client.object(bucket, objectKey));
  return (
    <>
      <nav class="crumbs">
        <a href={href(['buckets'])}>{texts.title}</a>
        <a href={back}>{bucket}</a>
      </nav>
      <PageHead title={<span class="break">{objectKey}</span>} lead={bytes.value && formatBytes(bytes.value.length)}>
        <button type="button" class="button" disabled={!bytes.value} onClick={() => actions.save(objectKey)}>
          <Icon name="download" />
          {text().download}
        </button>
        <button
          type="button"
          class="button"
          onClick={async () => {
            if (await actions.remove(objectKey)) location.hash = back;
          }}
        >
          <Icon name="trash" />
          {text().remove}
        </button>
      </PageHead>
      {bytes.error && <LoadError error={bytes.error} retry={bytes.reload} />}
      {bytes.loading && <Loading />}
      {bytes.value && <BodyView bytes={bytes.value} label={objectKey} />}
    </>
  );
}

function PrefixInput({ bucket, prefix }: { bucket: string; prefix: string }) {
  const [wanted, setWanted] = useState(prefix);
  const label = text().buckets.prefix;
  return (
    <form
      class="row"
      onSubmit={(event) => {
        event.preventDefault();
        go(['buckets', bucket], wanted ? { prefix: wanted } : {});
      }}
    >
      <input class="input" type="search" aria-label={label} placeholder={label} value={wanted} onInput={(event) => setWanted(event.currentTarget.value)} />
    </form>
  );
}

interface ObjectActions {
  save(key: string): Promise<void>;
  remove(key: string): Promise<boolean>; // true when it was deleted
}

function useObjectActions(bucket: string): ObjectActions {
  const { client } = useServices();
  const fetchBytes = async (key: string): Promise<Bytes | undefined> => {
    const bytes = await client.object(bucket, key);
    if (bytes.ok) return bytes.value;
    notify('bad', bytes.error);
    return undefined;
  };
  return {
    async save(key) {
      const bytes = await fetchBytes(key);
      if (bytes) saveFile(key.split('/').pop() || key, bytes);
    },
    async remove(key) {
      const texts = text().buckets;
      if (!(await confirm({ title: texts.confirmTitle, message: texts.confirmText(key), action: text().remove }))) return false;
      const bytes = await fetchBytes(key);
      if (!bytes) return false;
      const removed = await client.deleteObject(bucket, key);
      if (!removed.ok) notify('bad', removed.error);
      else {
        const restore = async (): Promise<void> => {
          const put = await client.putObject(bucket, key, bytes);
          notify(put.ok ? 'good' : 'bad', put.ok ? texts.restored(key) : put.error);
        };
        notify('good', texts.removed(key), { label: text().undo, run: () => void restore() });
      }
      return removed.ok;
    },
  };
}

function when(instant: string): string {
  const { date, time } = beijingClock(instant);
  return `${date} ${time}`;
}
