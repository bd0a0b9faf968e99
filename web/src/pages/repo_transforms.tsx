// The transforms that read a repo: what each computes, where to, how far it has come, and why it stands still.
import { isObject } from '../base/json.ts';
import type { ReaderView } from '../engine/sink_questions.ts';
import { quoteName } from '../protocol/sql.ts';
import { href } from '../widgets/router.ts';
import { sinkText } from '../widgets/sink_text.ts';
import { Fact, Failure, Progress, ReaderList, Spec } from './reader_parts.tsx';

const kFirst = { mode: 'sql', code: 'select * from stream', interval: '1m', whence: 'oldest' };
const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');

export function RepoTransforms({ repo }: { repo: string }) {
  const path = `/v2/repos/${encodeURIComponent(repo)}/transforms/transform_job/to/${encodeURIComponent(`${repo}_out`)}`;
  const create = href(['api', 'createTransform'], { path, body: JSON.stringify(kFirst, null, 2) });
  const card = (one: ReaderView) => <TransformCard key={one.name} repo={repo} one={one} />;
  return <ReaderList repo={repo} kind="transforms" texts={sinkText().transforms} create={create} card={card} />;
}

function TransformCard({ repo, one }: { repo: string; one: ReaderView }) {
  const texts = sinkText().transforms;
  const { spec } = one;
  const code = textOf(spec.code);
  const plugin = isObject(spec.plugin) ? textOf(spec.plugin.name) : '';
  const path = `/v2/repos/${encodeURIComponent(repo)}/transforms/${encodeURIComponent(one.name)}`;
  const read = `create temporary view stream as select * from ${quoteName(repo)};\n`;
  return (
    <section class="card stack" aria-label={one.name}>
      <div class="row between">
        <h2 class="break">{one.name}</h2>
        <a class="button small" href={href(['repos', one.to])} aria-label={`${one.name}: ${texts.open}`}>
          {texts.open}
        </a>
      </div>
      <dl class="answer-facts export-facts">
        <Fact label={texts.to} value={one.to} />
        <Progress one={one} />
        <Fact label={texts.interval} value={textOf(spec.interval)} />
        <Fact label={texts.whence} value={textOf(spec.whence) || '—'} />
      </dl>
      <Failure one={one} />
      {plugin && (
        <p>
          {texts.plugin} <a href={href(['plugins', plugin])}>{plugin}</a>
        </p>
      )}
      {code && (
        <pre class="code" tabIndex={0} aria-label={`${one.name}: SQL`}>
          {code}
        </pre>
      )}
      <div class="row">
        {code && !plugin && (
          <a class="button small" href={href(['sql'], { code: read + code })} aria-label={`${one.name}: ${texts.tryIt}`}>
            {texts.tryIt}
          </a>
        )}
        <a class="button small" href={href(['api', 'updateTransform'], { path })} aria-label={`${one.name}: ${texts.change}`}>
          {texts.change}
        </a>
        <a class="button small" href={href(['api', 'deleteTransform'], { path })} aria-label={`${one.name}: ${texts.remove}`}>
          {texts.remove}
        </a>
      </div>
      <Spec name={one.name} spec={spec} />
    </section>
  );
}
