// The form above the records of a log repo: the query, the mistake in it at its place, the order, and how a query is written.
import { useRef, useState } from 'preact/hooks';
import { decodeUtf8, encodeUtf8 } from '../base/bytes.ts';
import type { Field } from '../protocol/control.ts';
import { Icon } from '../widgets/icons.tsx';
import { sinkText } from '../widgets/sink_text.ts';

const kSortable = ['string', 'long', 'float', 'date', 'boolean', 'ip'];

// What is looked for; part of the page's address.
export interface LogPlace {
  q: string;
  sort: string;
  from: number;
}

interface Mistake {
  message: string;
  at: number; // UTF-16 offset into the query
}

// "…: q, at character 7: WHY". The service counts the bytes of UTF-8, from 1.
export function mistakeIn(q: string, error: string): Mistake | undefined {
  const found = /\bq, at character (\d+): ([^]*)$/.exec(error);
  if (!found) return undefined;
  return { message: found[2]!, at: decodeUtf8(encodeUtf8(q).subarray(0, Number(found[1]) - 1)).length };
}

interface SearchFormProps {
  place: LogPlace;
  fields: Field[];
  mistake: Mistake | undefined;
  submit(change: Partial<LogPlace>): void;
}

export function SearchForm({ place, fields, mistake, submit }: SearchFormProps) {
  const texts = sinkText().logs;
  const [wanted, setWanted] = useState(place.q);
  const input = useRef<HTMLInputElement>(null);
  return (
    <form
      class="card stack"
      role="search"
      aria-label={texts.search}
      onSubmit={(event) => {
        event.preventDefault();
        submit({ q: wanted.trim() });
      }}
    >
      <div class="row sink-query">
        <input
          ref={input}
          class="input mono grow"
          type="search"
          aria-label={texts.query}
          aria-invalid={mistake !== undefined}
          aria-describedby={mistake ? 'query-mistake' : undefined}
          placeholder={texts.placeholder}
          spellcheck={false}
          autocapitalize="off"
          value={wanted}
          onInput={(event) => setWanted(event.currentTarget.value)}
        />
        <select class="input" aria-label={texts.sort} value={place.sort} onChange={(event) => submit({ q: wanted.trim(), sort: event.currentTarget.value })}>
          <option value="">{texts.newest}</option>
          {fields
            .filter((field) => kSortable.includes(field.valtype))
            .flatMap((field) => [`${field.key}:desc`, `${field.key}:asc`])
            .map((sort) => (
              <option key={sort} value={sort}>
                {texts.by(sort.slice(0, sort.lastIndexOf(':')), sort.endsWith(':desc'))}
              </option>
            ))}
        </select>
        <button type="submit" class="button primary">
          {texts.search}
        </button>
      </div>
      {mistake && (
        <MistakeLine
          q={place.q}
          mistake={mistake}
          show={() => {
            input.current?.focus();
            input.current?.setSelectionRange(mistake.at, Math.min(place.q.length, mistake.at + 1));
          }}
        />
      )}
      <Syntax use={(query) => submit({ q: query })} />
    </form>
  );
}

// The query with the place marked in it, and why.
function MistakeLine({ q, mistake, show }: { q: string; mistake: Mistake; show(): void }) {
  const texts = sinkText().logs;
  const [before, rest] = [q.slice(0, mistake.at), q.slice(mistake.at)];
  const marked = [...rest][0] ?? '';
  return (
    <div class="sink-mistake" role="alert" id="query-mistake">
      <p class="row">
        <Icon name="warn" />
        <strong>{texts.mistake}</strong>
        <button type="button" class="link-button" onClick={show}>
          {texts.goTo([...before].length + 1)}
        </button>
        <span class="break">{mistake.message}</span>
      </p>
      <pre class="plain sink-marked">
        {before}
        <mark>{marked || ' '}</mark>
        {rest.slice(marked.length)}
      </pre>
    </div>
  );
}

function Syntax({ use }: { use(query: string): void }) {
  const texts = sinkText().logs;
  return (
    <details>
      <summary>{texts.syntax}</summary>
      <dl class="facts sink-syntax">
        {texts.syntaxRows.map(([query, meaning]) => [
          <dt key={query}>
            <button type="button" class="link-button mono" title={texts.use(query)} onClick={() => use(query)}>
              {query}
            </button>
          </dt>,
          <dd key={meaning}>{meaning}</dd>,
        ])}
      </dl>
    </details>
  );
}
