// The engine worker: loads the core, opens the state where it may, and answers the page's messages. Everything that can fail here
// becomes a state or a Result for the page; nothing is thrown at it.
import { assertUnreachable, errorText, failure } from '../../base/result.ts';
import type { FromWorker, OpenMessage, ToWorker } from '../../protocol/worker_messages.ts';
import { findBrowserFiles, openBrowserFiles, type OpenFiles } from './browser_files.ts';
import { Deliveries } from './deliveries.ts';
import { instantiateModule, type PandoraModule } from './module.ts';
import { RestModule } from './rest_module.ts';
import { ScenarioRunner, sendTo } from './scenario_runner.ts';
import { SimulatorHost } from './simulator_host.ts';
import { Tenancy } from './tenancy.ts';

const kSettle = 200; // milliseconds: the first screen's answers are out, and shown

type Question = Exclude<ToWorker, { kind: 'load' | 'loadFailed' | 'open' }>;

let load: (module: Promise<PandoraModule>) => void;
const loading = new Promise<PandoraModule>((resolve) => {
  load = resolve;
});
loading.catch(() => undefined); // told when the state is opened
const storageRoot = findStorage(); // asked for while the module loads
let rest: RestModule | undefined;
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
    rest = new RestModule(message.rest);
    load(instantiateModule(message.compiled, rest));
  } else if (message.kind === 'loadFailed') {
    load(Promise.reject(new Error(message.error)));
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
  if (message.memoryOnly) return openState(undefined, 'requested');
  const storage = await storageRoot;
  if (typeof storage === 'string') return openState(undefined, storage);
  const found = findBrowserFiles(storage, message.name); // while the lock is asked for
  found.catch(() => undefined); // told when they are opened
  tenancy = new Tenancy(message.name, {
    async acquired() {
      try {
        await openOnFiles(found);
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

// Where the browser's storage begins, or why the state cannot be kept there.
async function findStorage(): Promise<FileSystemDirectoryHandle | string> {
  if (!self.isSecureContext || !navigator.locks || !navigator.storage?.getDirectory) return 'unsupported';
  try {
    return await navigator.storage.getDirectory();
  } catch (error) {
    return errorText(error);
  }
}

// The files are opened while the module still loads.
async function openOnFiles(found: Promise<FileSystemFileHandle[]>): Promise<void> {
  let opened: OpenFiles;
  try {
    opened = await openBrowserFiles(await found);
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

// The state is open: answers what waited, and then has time to fetch what no first screen needs.
function replayEarly(): void {
  const messages = early;
  early = [];
  for (const message of messages) receive(message);
  setTimeout(() => void rest?.fetchAhead().catch(() => undefined), kSettle); // whoever needs it tries again, and tells
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
