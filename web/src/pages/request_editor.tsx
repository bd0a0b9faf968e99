// One request: method, path, headers and body to edit, a button that sends it, and the answer.
import { useEffect, useRef, useState } from 'preact/hooks';
import { formatBytes } from '../base/bytes.ts';
import { findJsonText } from '../base/json_place.ts';
import { formatMillis } from '../base/time.ts';
import { isChange } from '../engine/engine.ts';
import { toCurl, type ApiResponse, type HeaderList } from '../protocol/http.ts';
import type { BodyMember, Operation } from '../protocol/openapi.ts';
import { BodyView } from '../widgets/body_view.tsx';
import { CodeEditor } from '../widgets/code_editor.tsx';
import { useServices } from '../widgets/context.ts';
import { CopyButton, Progress, StatusBadge } from '../widgets/controls.tsx';
import { Icon } from '../widgets/icons.tsx';
import { lazy } from '../widgets/lazy.tsx';
import { notify } from '../widgets/notices.tsx';
import { pickLanguage, text } from '../widgets/text.ts';
import { draftOf, keepDraft, keptDraft, remember, toRequest, type Draft } from './api_draft.ts';

const BodySql = lazy(() => import('./body_sql.tsx').then((module) => module.BodySql));
const kSqlPlaces = ['code', 'spec.code', 'computation.code'];
const kNative = 'http://127.0.0.1:8711'; // where a native server listens unless told otherwise: no command reaches this tab
const kMethods = ['GET', 'POST', 'PUT', 'DELETE'];

interface Answer {
  response: ApiResponse;
  millis: number;
}

// `place` is where the request stands in the console: what is typed is kept under it.
export function RequestEditor(props: { place: string; operation: Operation; start: Draft | undefined; target: string | undefined; body: string | undefined }) {
  const { engine } = useServices();
  const { operation } = props;
  const texts = text().api;
  const [draft, setDraft] = useState(() => keptDraft(props.place) ?? props.start ?? draftOf(operation, props.target, props.body));
  const [edition, setEdition] = useState(0); // another one when the body is put in from outside the editor
  const [answer, setAnswer] = useState<Answer>();
  const [progress, setProgress] = useState<number>();
  const change = (part: Partial<Draft>): void => setDraft((old) => ({ ...old, ...part }));
  const first = useRef(draft);
  useEffect(() => {
    if (draft !== first.current) keepDraft(props.place, draft);
  }, [draft]);

  const sqlPlace = isChange(draft.method) ? findJsonText(draft.body, kSqlPlaces) : undefined;

  const restore = (): void => {
    first.current = draftOf(operation);
    keepDraft(props.place);
    setDraft(first.current);
    setEdition(edition + 1);
  };
  const send = async (): Promise<void> => {
    if (progress !== undefined) return;
    setProgress(0);
    const started = performance.now();
    const result = await engine.send(toRequest(draft), setProgress);
    const millis = performance.now() - started;
    setProgress(undefined);
    if (!result.ok) return notify('bad', result.error);
    setAnswer({ response: result.value, millis });
    remember({ draft, operation: operation.id, status: result.value.status, millis, at: Date.now() });
  };

  return (
    <div class="stack">
      <header>
        <h2 class="request-title">{pickLanguage(operation.summary) || operation.id}</h2>
        <p class="muted">
          <code class="break">
            {operation.method} {operation.path}
          </code>
          {operation.docs && <span class="nowrap"> · {texts.documented(operation.docs)}</span>}
        </p>
      </header>
      <form
        class="stack card"
        aria-label={texts.request}
        onSubmit={(event) => {
          event.preventDefault();
          void send();
        }}
      >
        <div class="row request-line">
          <select class="input" aria-label={texts.method} value={draft.method} onChange={(event) => change({ method: event.currentTarget.value })}>
            {kMethods.map((method) => (
              <option key={method}>{method}</option>
            ))}
          </select>
          <input class="input mono grow" aria-label={texts.path} spellcheck={false} value={draft.target} onInput={(event) => change({ target: event.currentTarget.value })} />
          <button type="submit" class="button primary" disabled={progress !== undefined} title={texts.sendHint}>
            <Icon name="play" />
            {progress === undefined ? texts.send : texts.sending}
          </button>
        </div>
        {progress !== undefined && progress > 0 && <Progress fraction={progress} label={texts.sending} />}
        <HeaderEditor headers={draft.headers} onChange={(headers) => change({ headers })} />
        {isChange(draft.method) && (
          <div class="field">
            <span class="label">{texts.body}</span>
            <CodeEditor key={edition} label={texts.body} value={draft.body} onInput={(body) => change({ body })} onSubmit={send} />
            {sqlPlace && <BodySql key={`sql ${edition}`} target={draft.target} body={draft.body} place={sqlPlace} onInput={(body) => change({ body })} onSubmit={send} />}
            {operation.members.length > 0 && <Members members={operation.members} />}
          </div>
        )}
        <div class="row">
          <CopyButton label={texts.copyCurl} content={() => toCurl(toRequest(draft), engine.kind === 'http' ? location.origin : kNative)} done={engine.kind === 'http' ? undefined : texts.curlNeeds} />
          <button type="button" class="button small" onClick={restore}>
            {texts.restore}
          </button>
        </div>
      </form>
      <AnswerView answer={answer} />
    </div>
  );
}

function HeaderEditor({ headers, onChange }: { headers: HeaderList; onChange(headers: HeaderList): void }) {
  const texts = text().api;
  const edit = (at: number, name: string, value: string): void => onChange(headers.map((pair, index) => (index === at ? [name, value] : pair)));
  return (
    <fieldset class="field">
      <legend class="label">{texts.headers}</legend>
      {headers.map(([name, value], index) => (
        <div class="row header-row" key={index}>
          <input class="input mono header-name" aria-label={texts.headerName} spellcheck={false} value={name} onInput={(event) => edit(index, event.currentTarget.value, value)} />
          <input class="input mono grow" aria-label={`${texts.headerValue}: ${name}`} spellcheck={false} value={value} onInput={(event) => edit(index, name, event.currentTarget.value)} />
          <button type="button" class="icon-button" aria-label={texts.removeHeader(name)} onClick={() => onChange(headers.filter((_, at) => at !== index))}>
            <Icon name="close" />
          </button>
        </div>
      ))}
      <div>
        <button type="button" class="button small" onClick={() => onChange([...headers, ['', '']])}>
          <Icon name="plus" />
          {texts.addHeader}
        </button>
      </div>
    </fieldset>
  );
}

function Members({ members }: { members: BodyMember[] }) {
  const texts = text().api;
  return (
    <details class="members">
      <summary>{texts.members}</summary>
      <dl>
        {members.map((member) => (
          <div key={member.name}>
            <dt>
              <code>{member.name}</code> <span class="muted">{member.type}</span>
              {member.required && <span class="badge warn">{texts.memberRequired}</span>}
            </dt>
            <dd>{pickLanguage(member.text)}</dd>
          </div>
        ))}
      </dl>
    </details>
  );
}

function AnswerView({ answer }: { answer: Answer | undefined }) {
  const texts = text().api;
  const card = useRef<HTMLElement>(null);
  // Below a long body it would come out of sight.
  useEffect(() => {
    if (answer) card.current?.scrollIntoView({ block: 'nearest' });
  }, [answer]);
  return (
    <section ref={card} class="card stack" aria-labelledby="answer-title" aria-live="polite">
      <h3 id="answer-title" class="label">
        {texts.answer}
      </h3>
      {!answer && <p class="muted">{texts.answerHint}</p>}
      {answer && (
        <>
          <dl class="answer-facts">
            <div>
              <dt>{texts.status}</dt>
              <dd>
                <StatusBadge status={answer.response.status} />
              </dd>
            </div>
            <div>
              <dt>{texts.took}</dt>
              <dd class="numeric">{formatMillis(answer.millis)}</dd>
            </div>
            <div>
              <dt>{texts.size}</dt>
              <dd class="numeric">{formatBytes(answer.response.body.length)}</dd>
            </div>
          </dl>
          <BodyView bytes={answer.response.body} label={texts.answer} />
          <details>
            <summary>{texts.answerHeaders}</summary>
            <dl class="facts">
              {answer.response.headers.map(([name, value], index) => [
                <dt key={`n${index}`}>{name}</dt>,
                <dd key={`v${index}`}>
                  <code class="break">{value}</code>
                </dd>,
              ])}
            </dl>
          </details>
        </>
      )}
    </section>
  );
}
