// The frame around every page: navigation, the notices about the engine, the clock.
import { useEffect, useRef } from 'preact/hooks';
import { beijingClock } from '../base/time.ts';
import type { EngineState } from '../engine/engine.ts';
import { ApiPage } from '../pages/api.tsx';
import { BucketPage, BucketsPage } from '../pages/buckets.tsx';
import { JournalPage } from '../pages/journal.tsx';
import { RepoPage } from '../pages/repo.tsx';
import { ReposPage } from '../pages/repos.tsx';
import { StartPage } from '../pages/start.tsx';
import { saveState, StatePage } from '../pages/state.tsx';
import { ConfirmDialog } from '../widgets/confirm.tsx';
import { useServices } from '../widgets/context.ts';
import { PageHead } from '../widgets/controls.tsx';
import { Icon } from '../widgets/icons.tsx';
import { lazy } from '../widgets/lazy.tsx';
import { Notices } from '../widgets/notices.tsx';
import { href, restoreScroll, route } from '../widgets/router.ts';
import { language, setLanguage, text } from '../widgets/text.ts';
import { nextTheme, theme } from '../widgets/theme.ts';
import { TransportBar } from '../widgets/transport_bar.tsx';

const kPages = ['start', 'api', 'repos', 'sql', 'sinks', 'buckets', 'plugins', 'journal', 'state'] as const;
const SqlPage = lazy(() => import('../pages/sql.tsx').then((module) => module.SqlPage));
const SinksPage = lazy(() => import('../pages/sinks.tsx').then((module) => module.SinksPage));
const PluginsPage = lazy(() => import('../pages/plugins.tsx').then((module) => module.PluginsPage));
type PageName = (typeof kPages)[number];

export function Shell() {
  const { engine } = useServices();
  const state = engine.state.value;
  const [first = 'start'] = route.value.path;
  const place = route.value.path.join('/');
  const texts = text();
  const shown = useRef<string | undefined>(undefined);
  useEffect(() => {
    document.documentElement.lang = language.value === 'zh' ? 'zh-CN' : 'en';
    const name = kPages.find((page) => page === first);
    const last = route.value.path.slice(1).at(-1); // what the page is about: tabs and the history tell them apart
    document.title = name && name !== 'start' ? [last, texts.pages[name], texts.brand].filter(Boolean).join(' · ') : `${texts.brand} · ${texts.tagline}`;
  }, [place, language.value]);
  const nav = useRef<HTMLElement>(null);
  useEffect(() => {
    // On a phone the navigation scrolls sideways: the page one is on stays in sight.
    const link = nav.current?.querySelector<HTMLElement>('[aria-current]');
    if (nav.current && link) nav.current.scrollLeft = link.offsetLeft - (nav.current.clientWidth - link.offsetWidth) / 2;
    // The link that led here may be gone: who reads by keyboard or ear goes on at the new page's heading, not at the top of everything.
    if (document.activeElement === document.body && shown.current !== undefined) document.querySelector<HTMLElement>('main h1')?.focus({ preventScroll: true });
    shown.current = place;
    return restoreScroll();
  }, [place]);
  return (
    <div class="shell">
      <a class="skip" href="#main" onClick={focusMain}>
        {texts.skipToContent}
      </a>
      <header class="side">
        <a class="brand" href={href([])}>
          <svg viewBox="0 0 24 24" width="24" height="24" aria-hidden="true" focusable="false">
            <path class="brand-box" d="M3 8l9-5 9 5v8l-9 5-9-5z" />
            <path class="brand-line" d="M3 8l9 5 9-5M12 13v8" />
          </svg>
          <span>{texts.brand}</span>
        </a>
        <nav ref={nav} class="pages" aria-label={texts.navigation}>
          {kPages.map((page) => (
            <a key={page} href={href(page === 'start' ? [] : [page])} aria-current={page === first ? 'page' : undefined}>
              <Icon name={page} />
              {texts.pages[page]}
            </a>
          ))}
        </nav>
        <div class="side-foot">
          <EngineLabel state={state} kind={engine.kind} />
          <div class="row tight">
            <button type="button" class="button small" lang={language.value === 'zh' ? 'en' : 'zh-CN'} title={texts.switchLanguageHint} onClick={() => setLanguage(language.value === 'zh' ? 'en' : 'zh')}>
              {texts.switchLanguage}
            </button>
            <button type="button" class="icon-button" aria-label={themeLabel()} title={themeLabel()} onClick={nextTheme}>
              <Icon name="theme" />
            </button>
          </div>
        </div>
      </header>
      <main id="main" class="content" tabIndex={-1}>
        <EngineNotice state={state} />
        {state.kind !== 'elsewhere' && state.kind !== 'failed' && <Page />}
      </main>
      <TransportBar />
      <Notices />
      <ConfirmDialog />
    </div>
  );
}

function focusMain(event: MouseEvent): void {
  event.preventDefault(); // the hash belongs to the router
  document.getElementById('main')?.focus();
}

function themeLabel(): string {
  const texts = text();
  return { auto: texts.themeAuto, light: texts.themeLight, dark: texts.themeDark }[theme.value];
}

function Page() {
  const [first, second] = route.value.path;
  switch ((first ?? 'start') as PageName) {
    case 'start':
      return <StartPage />;
    case 'api':
      return <ApiPage operation={second} />;
    case 'repos':
      return second === undefined ? <ReposPage /> : <RepoPage key={second} name={second} />;
    case 'sql':
      return <SqlPage view={second} />;
    case 'sinks':
      return <SinksPage path={route.value.path.slice(1)} />;
    case 'plugins':
      return <PluginsPage name={second} />;
    case 'buckets':
      return second === undefined ? <BucketsPage /> : <BucketPage key={second} bucket={second} />;
    case 'journal':
      return <JournalPage />;
    case 'state':
      return <StatePage />;
    default:
      return <PageHead title={text().noSuchPage} lead={text().noSuchPageHint} />;
  }
}

function EngineLabel({ state, kind }: { state: EngineState; kind: 'wasm' | 'http' }) {
  const texts = text().engine;
  const memory = state.kind === 'ready' && state.storage === 'memory';
  const label = state.kind === 'starting' ? texts.starting : state.kind === 'elsewhere' ? texts.away : state.kind !== 'ready' ? texts.lost : kind === 'http' ? texts.http : memory ? texts.memory : texts.wasm;
  const detail = kind === 'http' ? texts.httpDetail : memory ? '' : texts.wasmDetail;
  return (
    <p class="engine-label" title={detail}>
      <span class={`dot ${state.kind === 'ready' ? 'live' : ''}`} aria-hidden="true" />
      {label}
    </p>
  );
}

// Whatever the person must know about the engine before he goes on.
function EngineNotice({ state }: { state: EngineState }) {
  const { engine, client } = useServices();
  const texts = text().engine;
  switch (state.kind) {
    case 'starting':
      return null;
    case 'ready':
      if (state.storage !== 'memory') return null;
      return (
        <div class="callout warn" role="note">
          <Icon name="warn" />
          <div class="grow">
            <p>{state.why === 'requested' ? texts.memoryRequested : texts.memoryNotice}</p>
            {!['requested', 'unsupported', ''].includes(state.why) && <p class="muted">{texts.memoryWhy(state.why)}</p>}
          </div>
          <button type="button" class="button small" onClick={() => saveState(client)}>
            {texts.saveState}
          </button>
        </div>
      );
    case 'lost':
      return (
        <div class="callout bad" role="alert">
          <Icon name="warn" />
          <p class="grow">{texts.lostText}</p>
        </div>
      );
    case 'elsewhere': {
      const since = state.since ? Object.values(beijingClock(state.since)).join(' ') : '';
      return (
        <section class="empty" role="alert">
          <h1 class="empty-title">{state.takenOver ? texts.takenTitle : texts.elsewhereTitle}</h1>
          <p>{state.takenOver ? texts.takenText : texts.elsewhereText}</p>
          {since && <p class="muted">{texts.elsewhereSince(since)}</p>}
          <p class="muted">{texts.elsewhereWait}</p>
          <div class="row centre">
            <button type="button" class="button primary" onClick={() => engine.takeOver()}>
              {state.takenOver ? texts.takeBack : texts.takeOver}
            </button>
          </div>
        </section>
      );
    }
    case 'failed':
      return (
        <section class="empty" role="alert">
          <h1 class="empty-title">{texts.failedTitle}</h1>
          <p class="break">{state.error}</p>
          <p class="muted">{texts.failedHint}</p>
          <div class="row centre">
            <button type="button" class="button primary" onClick={() => location.reload()}>
              {texts.reload}
            </button>
          </div>
        </section>
      );
  }
}
