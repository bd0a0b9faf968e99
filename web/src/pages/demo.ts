// The guided demo as a small state machine, kept outside the page so that it goes on while the person looks elsewhere. The steps are the
// entries of docs/demos/flights.hurl, run by the core's own scenario runner: the same requests as `pandora-sim demo flights`.
import { signal } from '@preact/signals';
import { errorText } from '../base/result.ts';
import type { Engine } from '../engine/engine.ts';
import type { Exchange, ScenarioFile } from '../protocol/worker_messages.ts';

export interface DemoStep {
  title: { en: string; zh: string };
  state: 'waiting' | 'running' | 'done' | 'failed';
  exchanges: Exchange[];
  failure: string;
}

export interface DemoState {
  phase: 'idle' | 'fetching' | 'ready' | 'running' | 'done' | 'failed';
  steps: DemoStep[];
  done: number; // steps run
  error: string; // when the demo could not be fetched or opened
}

const kIdle: DemoState = { phase: 'idle', steps: [], done: 0, error: '' };
export const demo = signal<DemoState>(kIdle);
let pauseWanted = false;

export function pauseDemo(): void {
  pauseWanted = true;
}

// Forgets a run that was paused.
export function forgetDemo(): void {
  demo.value = kIdle;
}

// Runs to the end, or to where it is paused.
export async function runDemo(engine: Engine): Promise<void> {
  pauseWanted = false;
  if (!(await ensureOpen(engine))) return;
  while (!pauseWanted && (await step(engine)));
  if (demo.value.phase === 'running') demo.value = { ...demo.value, phase: 'ready' };
}

export async function stepDemo(engine: Engine): Promise<void> {
  if (!(await ensureOpen(engine))) return;
  await step(engine);
  if (demo.value.phase === 'running') demo.value = { ...demo.value, phase: 'ready' };
}

// Fetches and opens the scenario unless one is under way. False when that failed.
async function ensureOpen(engine: Engine): Promise<boolean> {
  if (demo.value.phase === 'ready') return true;
  demo.value = { ...kIdle, phase: 'fetching' };
  try {
    const { name, text, files } = await fetchDemo();
    const opened = await engine.openScenario(name, text, files);
    if (!opened.ok) throw new Error(opened.error);
    demo.value = { phase: 'ready', steps: opened.value.titles.map(newStep), done: 0, error: '' };
    return true;
  } catch (error) {
    demo.value = { ...kIdle, phase: 'failed', error: errorText(error) };
    return false;
  }
}

// True when there is a next step to run.
async function step(engine: Engine): Promise<boolean> {
  const at = demo.value.done;
  setStep(at, { state: 'running' }, 'running');
  const result = await engine.stepScenario();
  const failure = result.ok ? result.value.failure : result.error;
  const exchanges = result.ok ? result.value.exchanges : [];
  setStep(at, { state: failure ? 'failed' : 'done', exchanges, failure }, failure ? 'failed' : 'running');
  demo.value = { ...demo.value, done: at + 1 };
  if (failure) return false;
  if (at + 1 === demo.value.steps.length) demo.value = { ...demo.value, phase: 'done' };
  return demo.value.phase === 'running';
}

function setStep(at: number, change: Partial<DemoStep>, phase: DemoState['phase']): void {
  const steps = demo.value.steps.map((entry, index) => (index === at ? { ...entry, ...change } : entry));
  demo.value = { ...demo.value, steps, phase };
}

// An entry's title is its comment: "English | 中文".
function newStep(title: string): DemoStep {
  const [en = '', zh = en] = title.split(' | ');
  return { title: { en, zh }, state: 'waiting', exchanges: [], failure: '' };
}

interface DemoIndex {
  scenario: string;
  files: string[];
}

async function fetchDemo(): Promise<{ name: string; text: string; files: ScenarioFile[] }> {
  const base = new URL('demos/flights/', document.baseURI);
  const get = async (name: string): Promise<Response> => {
    const response = await fetch(new URL(name, base));
    if (!response.ok) throw new Error(`${name}: HTTP ${response.status}`);
    return response;
  };
  const index = (await (await get('index.json')).json()) as DemoIndex;
  const files = await Promise.all(
    index.files.map(async (name) => ({ name, bytes: new Uint8Array(await (await get(name)).arrayBuffer()) })),
  );
  return { name: index.scenario, text: await (await get(index.scenario)).text(), files };
}
