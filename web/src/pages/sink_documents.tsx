// A collection of documents: found by an example, shown one by one.
import { useState } from 'preact/hooks';
import { encodeUtf8 } from '../base/bytes.ts';
import { isObject, parseJson, type JsonObject } from '../base/json.ts';
import { findDocuments } from '../engine/sink_questions.ts';
import { BodyView } from '../widgets/body_view.tsx';
import { CodeEditor } from '../widgets/code_editor.tsx';
import { EmptyState, LoadError, Loading, PageHead } from '../widgets/controls.tsx';
import { Icon } from '../widgets/icons.tsx';
import { Pager } from '../widgets/pager.tsx';
import { go, href, route } from '../widgets/router.ts';
import { SinkCrumbs } from '../widgets/sink_crumbs.tsx';
import { sinkText } from '../widgets/sink_text.ts';
import { formatCount } from '../widgets/text.ts';
import { useData } from '../widgets/use_data.ts';

const kPage = 20;

interface Wanted {
  find: string; // JSON as it was typed; "" for all
  sort: string;
}

// The object that `json` is, {} for nothing; undefined when it is none.
function objectOf(json: string): JsonObject | undefined {
  if (json.trim() === '') return {};
  const parsed = parseJson(json);
  return isObject(parsed) ? parsed : undefined;
}

export function DocumentsPage({ database, collection }: { database: string; collection: string }) {
  const texts = sinkText();
  const { query } = route.value;
  const host = query.get('host') ?? '';
  const wanted: Wanted = { find: query.get('find') ?? '', sort: query.get('sort') ?? '' };
  const skip = Math.max(0, Number(query.get('skip')) || 0);
  const address = (next: Wanted, from = 0): Record<string, string> => ({
    ...(host && { host }),
    ...(next.find && { find: next.find }),
    ...(next.sort && { sort: next.sort }),
    ...(from > 0 && { skip: String(from) }),
  });
  const path = ['sinks', 'mongo', database, collection];
  const found = useData(`documents ${host} ${database} ${collection} ${skip} ${JSON.stringify(wanted)}`, (client) =>
    findDocuments(client, host, database, collection, { find: objectOf(wanted.find) ?? {}, sort: objectOf(wanted.sort) ?? {}, skip, limit: kPage }),
  );
  return (
    <>
      <SinkCrumbs kind="mongo" />
      <PageHead title={<span class="break">{`${database} / ${collection}`}</span>} lead={host} />
      <ExampleForm key={JSON.stringify(wanted)} wanted={wanted} submit={(next) => go(path, address(next))} />
      {found.error && <LoadError error={found.error} retry={found.reload} />}
      {found.loading && <Loading />}
      {found.value && (
        <>
          <p class="numeric" role="status">
            {texts.documents}: {formatCount(found.value.total)}
          </p>
          {found.value.total === 0 && (
            <EmptyState title={texts.mongo.nothing} hint={texts.mongo.nothingText}>
              <a class="button" href={href(path, address({ find: '', sort: '' }))}>
                {texts.mongo.clear}
              </a>
            </EmptyState>
          )}
          <ol class="stack" start={skip + 1}>
            {found.value.documents.map((document, at) => (
              <li key={String(document._id ?? at)}>
                <BodyView bytes={encodeUtf8(JSON.stringify(document))} label={texts.mongo.document(formatCount(skip + at + 1))} />
              </li>
            ))}
          </ol>
          <Pager from={skip} shown={found.value.documents.length} total={found.value.total} size={kPage} place={(from) => href(path, address(wanted, from))} />
        </>
      )}
    </>
  );
}

function ExampleForm({ wanted, submit }: { wanted: Wanted; submit(next: Wanted): void }) {
  const texts = sinkText().mongo;
  const [find, setFind] = useState(wanted.find);
  const [sort, setSort] = useState(wanted.sort);
  const [mistake, setMistake] = useState('');
  const send = (): void => {
    if (!objectOf(find)) return setMistake(texts.noJson);
    if (!objectOf(sort)) return setMistake(texts.noJsonSort);
    setMistake('');
    submit({ find: find.trim(), sort: sort.trim() });
  };
  return (
    <form
      class="card stack"
      role="search"
      aria-label={texts.find}
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      <div class="field">
        <span class="label">{texts.example}</span>
        <CodeEditor label={texts.example} value={find} onInput={setFind} onSubmit={send} />
        <p class="muted small-text">{texts.hint}</p>
      </div>
      <div class="row fields">
        <label class="field">
          <span class="label">{texts.sort}</span>
          <input class="input mono" placeholder={texts.sortPlaceholder} spellcheck={false} value={sort} onInput={(event) => setSort(event.currentTarget.value)} />
        </label>
        <button type="submit" class="button primary">
          {texts.find}
        </button>
      </div>
      {mistake && (
        <p class="row sink-mistake" role="alert">
          <Icon name="warn" />
          {mistake}
        </p>
      )}
    </form>
  );
}
