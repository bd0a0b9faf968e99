// The first screen: what this is, the guided demo, and where to go on.
import { useEffect, useRef } from 'preact/hooks';
import { formatBytes } from '../base/bytes.ts';
import { confirm } from '../widgets/confirm.tsx';
import { useServices } from '../widgets/context.ts';
import { PageHead, Progress, StatusBadge } from '../widgets/controls.tsx';
import { Icon } from '../widgets/icons.tsx';
import { href } from '../widgets/router.ts';
import { pickLanguage, text } from '../widgets/text.ts';
import { demo, forgetDemo, pauseDemo, runDemo, stepDemo, type DemoStep } from './demo.ts';
import { DemoResults } from './demo_results.tsx';

export function StartPage() {
  const texts = text().start;
  return (
    <>
      <PageHead title={texts.title} lead={texts.lead} />
      <section class="card demo" aria-labelledby="demo-title">
        <h2 id="demo-title">{texts.demoTitle}</h2>
        <p>{texts.demoText}</p>
        <DemoControls />
        <DemoProgress />
      </section>
      <DemoResults />
      <section aria-labelledby="try-title">
        <h2 id="try-title" class="section-title">
          {texts.tryTitle}
        </h2>
        <div class="cards four">
          <Signpost to={['api']} icon="api" title={texts.tryApi} hint={texts.tryApiText} />
          <Signpost to={['repos']} icon="repos" title={texts.tryRepos} hint={texts.tryReposText} />
          <Signpost to={['sql']} icon="sql" title={texts.trySql} hint={texts.trySqlText} />
          <Signpost to={['state']} icon="state" title={texts.tryState} hint={texts.tryStateText} />
        </div>
      </section>
    </>
  );
}

function Signpost(props: { to: string[]; icon: 'api' | 'repos' | 'sql' | 'state'; title: string; hint: string }) {
  return (
    <a class="card signpost" href={href(props.to)}>
      <Icon name={props.icon} />
      <strong>{props.title}</strong>
      <span class="muted">{props.hint}</span>
    </a>
  );
}

function DemoControls() {
  const { engine, client } = useServices();
  const texts = text().start;
  const { phase } = demo.value;
  const ready = engine.state.value.kind === 'ready';
  const fresh = phase === 'idle' || phase === 'done' || phase === 'failed';
  const busy = phase === 'running' || phase === 'fetching';

  // The demo empties the simulator: where that would lose something, it asks first.
  const start = async (run: () => Promise<void>, asks = fresh): Promise<void> => {
    if (asks) {
      const info = await client.info();
      const something = !info.ok || info.value.journalLength > 0;
      const question = { title: texts.confirmTitle, message: texts.confirmText, action: texts.confirmAction };
      if (something && !(await confirm(question))) return;
    }
    await run();
  };
  const afresh = (): Promise<void> => {
    forgetDemo();
    return runDemo(engine);
  };
  return (
    <>
      <div class="row">
        {busy ? (
          <button type="button" class="button" disabled={phase === 'fetching'} onClick={pauseDemo}>
            <Icon name="pause" />
            {texts.stop}
          </button>
        ) : (
          <button type="button" class="button primary" disabled={!ready} onClick={() => start(() => runDemo(engine))}>
            <Icon name="play" />
            {phase === 'ready' ? texts.resume : phase === 'idle' ? texts.runAll : texts.again}
          </button>
        )}
        <button type="button" class="button" disabled={busy || !ready} onClick={() => start(() => stepDemo(engine))}>
          <Icon name="next" />
          {texts.step}
        </button>
        {phase === 'ready' && (
          <button type="button" class="button" disabled={!ready} onClick={() => start(afresh, true)}>
            {texts.afresh}
          </button>
        )}
      </div>
      {fresh && phase !== 'done' && <p class="muted small-text">{texts.demoReset}</p>}
    </>
  );
}

function DemoProgress() {
  const texts = text().start;
  const { phase, steps, done, error } = demo.value;
  const list = useRef<HTMLOListElement>(null);
  // Keeps the step that runs in sight within the list; the page itself stays where it is.
  useEffect(() => {
    const row = list.current?.children[done];
    if (list.current && row instanceof HTMLElement) list.current.scrollTop = row.offsetTop - list.current.clientHeight / 2;
  }, [done]);
  if (phase === 'idle') return null;
  const label = phase === 'fetching' ? texts.preparing : phase === 'done' ? texts.finished : texts.progress(Math.min(done + 1, steps.length), steps.length);
  return (
    <div class="stack">
      {error && (
        <div class="callout bad" role="alert">
          <Icon name="warn" />
          <div>
            <strong>{texts.offline}</strong>
            <p>{error}</p>
          </div>
        </div>
      )}
      {!error && (
        <div class="row demo-progress">
          <Progress fraction={steps.length === 0 ? 0 : done / steps.length} label={label} />
          <span class="nowrap" role="status">
            {label}
          </span>
        </div>
      )}
      {steps.length > 0 && (
        <ol ref={list} class="steps" aria-label={texts.stepsTitle} tabIndex={0}>
          {steps.map((step, index) => (
            <StepRow key={index} step={step} />
          ))}
        </ol>
      )}
    </div>
  );
}

function StepRow({ step }: { step: DemoStep }) {
  const texts = text().start;
  const exchange = step.exchanges[0];
  return (
    <li class={`step ${step.state}`}>
      <div class="step-line">
        <span class="step-mark" aria-hidden="true">
          {step.state === 'done' && <Icon name="check" />}
          {step.state === 'failed' && <Icon name="warn" />}
        </span>
        <span class="grow">{pickLanguage(step.title)}</span>
        {exchange && (
          <span class="step-fact">
            <code class="narrow">
              {exchange.method} {exchange.target}
            </code>
            {exchange.requestSize > 10_000 && <span class="muted nowrap">{texts.sent(formatBytes(exchange.requestSize))}</span>}
            <StatusBadge status={exchange.status} />
          </span>
        )}
      </div>
      {step.failure && (
        <div class="callout bad" role="alert">
          <div>
            <strong>{texts.failedStep}</strong>
            <pre class="plain">{step.failure}</pre>
          </div>
        </div>
      )}
    </li>
  );
}
