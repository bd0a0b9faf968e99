// The engine worker: loads the core, opens the state where it may, and answers the page's messages. Everything that can fail here
// becomes a state or a Result for the page; nothing is thrown at it.
import { assertUnreachable, errorText, failure } from '../../base/result.ts';
import type { FromWorker, OpenMessage, ToWorker } from '../../protocol/worker_messages.ts';
import { openBrowserFiles, type OpenFiles } from './browser_files.ts';
import { Deliveries } from './deliveries.ts';
import { instantiateModule, type PandoraModule } from './module.ts';
import { ScenarioRunner, sendTo } from './scenario_runner.ts';
import { SimulatorHost } from './simulator_host.ts';
import { Tenancy } from './tenancy.ts';

type Question = Exclude<ToWorker, { kind: 'load' | 'loadFailed' | 'open' }>;

let compiled: (module: WebAssembly.Module) => void;
let compileFailed: (error: Error) => void;
const loading = new Promise<WebAssembly.Module>((resolve, reject) => {
  compiled = resolve;
  compileFailed = reject;
}).then(instantiateModule);
loading.catch(() => undefined); // told when the state is opened
let module: PandoraModule | undefined;
let host: SimulatorHost | undefined;
let files: OpenFiles | undefined;
let scenario: ScenarioRunner | undefined;
let tenancy: Tenancy | undefined;
let early: Question[] = []; // what came before the state was open
let elsewhere = false; // another tab has the state
const deliveries = new Deliveries(
  self.location.origin,
  (request) => host?.ask(request) ?? Promise.resolve(failure('the state is in use in another tab')),
  (input, init) => fetch(input, init),
);

function tell(message: FromWorker, transfer: Transferable[] = []): void {
  self.postMessage(message, { transfer });
}

self.onmessage = (event: MessageEvent<ToWorker>) => {
  const message = event.data;
  if (message.kind === 'load') {
    compiled(message.compiled);
  } else if (message.kind === 'loadFailed') {
    compileFailed(new Error(message.error));
  } else if (message.kind === 'open') {
    open(message).catch((error: unknown) => tell({ kind: 'state', state: { kind: 'failed', error: errorText(error) } }));
  } else {
    receive(message);
  }
};

function receive(message: Question): void {
  if (message.kind === 'takeOver') return tenancy?.takeOver();
  if (message.kind === 'deliverTo') {
    deliveries.allow(message.origins);
    return host?.release();
  }
  if (message.kind !== 'request' && scenario) return runScenario(scenario, message);
  if (message.kind === 'request' && host) return host.submit(message.id, message.request);
  early.push(message);
  if (elsewhere) refuseEarly();
}

function runScenario(runner: ScenarioRunner, message: Extract<ToWorker, { kind: 'scenarioOpen' | 'scenarioStep' }>): void {
  switch (message.kind) {
    case 'scenarioOpen': {
      const result = runner.open(message.name, message.text, message.files);
      return tell({ kind: 'scenarioOpened', id: message.id, result });
    }
    case 'scenarioStep':
      tell({ kind: 'scenarioStepped', id: message.id, result: runner.step() });
      return tell({ kind: 'changed' });
    default:
      assertUnreachable(message);
  }
}

async function open(message: OpenMessage): Promise<void> {
  deliveries.allow(message.deliverTo ?? []);
  if (message.remote) {
    const loaded = await loading;
    scenario = new ScenarioRunner(loaded, sendTo(message.remote));
    tell({ kind: 'state', state: { kind: 'ready', storage: 'memory', why: '' } });
    return replayEarly();
  }
  const refusal = message.memoryOnly ? 'requested' : await storageRefusal();
  if (refusal) return openState(undefined, refusal);
  tenancy = new Tenancy(message.name, {
    async acquired() {
      try {
        await openOnFiles(message.name);
      } catch (error) {
        tell({ kind: 'state', state: { kind: 'failed', error: errorText(error) } });
      }
    },
    async release() {
      closeState();
    },
    elsewhere(since, takenOver) {
      elsewhere = true;
      refuseEarly();
      tell({ kind: 'state', state: { kind: 'elsewhere', since, takenOver } });
    },
  });
  await tenancy.start();
}

// Why the state cannot be kept in the browser's storage; "" when it can.
async function storageRefusal(): Promise<string> {
  if (!self.isSecureContext || !navigator.locks || !navigator.storage?.getDirectory) return 'unsupported';
  try {
    await navigator.storage.getDirectory();
    return '';
  } catch (error) {
    return errorText(error);
  }
}

// The files are opened while the module still loads.
async function openOnFiles(name: string): Promise<void> {
  let opened: OpenFiles;
  try {
    opened = await openBrowserFiles(name);
  } catch (error) {
    return openState(undefined, errorText(error));
  }
  return openState(opened, '');
}

// Without files the state is in memory, and `why` says why.
async function openState(opened: OpenFiles | undefined, why: string): Promise<void> {
  const loaded = await loading;
  files = opened;
  elsewhere = false;
  module = loaded;
  module.files = files?.files;
  const error = module.open(files !== undefined, 'wasm', Date.now());
  if (error) throw new Error(error);
  host = new SimulatorHost(module, {
    answered: (id, result) => tell({ kind: 'response', id, result }, result.ok ? [result.value.body.buffer] : []),
    progress: (id, fraction) => tell({ kind: 'progress', id, fraction }),
    changed: () => tell({ kind: 'changed' }),
    deliver: (request) => deliveries.deliver(request),
  });
  const simulator = host;
  scenario = new ScenarioRunner(module, (bytes) => simulator.sendNow(bytes));
  tell({ kind: 'state', state: { kind: 'ready', storage: opened === undefined ? 'memory' : 'browser', why } });
  replayEarly();
}

function closeState(): void {
  host?.stop();
  module?.close();
  files?.close();
  host = undefined;
  scenario = undefined;
  files = undefined;
}

function replayEarly(): void {
  const messages = early;
  early = [];
  for (const message of messages) receive(message);
}

// Another tab has the state: what waits for an answer gets a refusal.
function refuseEarly(): void {
  const error = 'the state is in use in another tab';
  for (const message of early) {
    if (message.kind === 'request') tell({ kind: 'response', id: message.id, result: failure(error) });
    if (message.kind === 'scenarioOpen') tell({ kind: 'scenarioOpened', id: message.id, result: failure(error) });
    if (message.kind === 'scenarioStep') tell({ kind: 'scenarioStepped', id: message.id, result: failure(error) });
  }
  early = [];
}
