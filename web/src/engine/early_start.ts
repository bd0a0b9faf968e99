// Starts the engine's worker and the download of its module, as early as somebody asks: main/boot.ts does while the page's own
// script is still on its way, worker_link.ts otherwise. What was started early is handed over once.
import { compileWasm } from './compile.ts';
import type { EngineFiles } from './engine.ts';
import { nativeServerAnswers } from './probe.ts';

export interface StartedEngine {
  worker: Worker;
  compiled: Promise<WebAssembly.Module>;
  failure: Promise<string>; // settles only when the worker's script cannot be run
}

declare global {
  // The two scripts are bundled apart, so the page's global object is where they meet.
  var pandoraStartedEngine: StartedEngine | undefined;
  var pandoraProbe: Promise<boolean> | undefined;
}

// Asks early which engine the page will have.
export function startProbe(base: URL): void {
  globalThis.pandoraProbe = nativeServerAnswers(base);
}

export function takeProbe(base: URL): Promise<boolean> {
  return globalThis.pandoraProbe ?? nativeServerAnswers(base);
}

export function startEngine(files: EngineFiles): StartedEngine {
  const worker = new Worker(files.worker, { type: 'module', name: 'pandora-engine' });
  const failure = new Promise<string>((resolve) => {
    worker.onerror = (event) => {
      event.preventDefault();
      resolve(event.message || 'the engine worker could not be loaded');
    };
  });
  // In the page and not in the worker: so the module comes down the line together with the worker's script, not after it.
  const compiled = compileWasm(files.wasm);
  compiled.catch(() => undefined); // told by whoever takes the engine over
  return { worker, compiled, failure };
}

// What has been started early and not been taken yet; else starts now.
export function takeEngine(files: EngineFiles): StartedEngine {
  const early = globalThis.pandoraStartedEngine;
  globalThis.pandoraStartedEngine = undefined;
  return early ?? startEngine(files);
}

// Nobody needs it: a native server answers.
export function dropEarlyEngine(): void {
  globalThis.pandoraStartedEngine?.worker.terminate();
  globalThis.pandoraStartedEngine = undefined;
}

// The built files' names hold hashes; build.mjs writes them into the page's head.
export function engineFiles(): EngineFiles {
  const address = (id: string): string => document.querySelector<HTMLLinkElement>(`link#${id}`)?.href ?? '';
  return { worker: address('engine-worker'), wasm: address('engine-wasm'), rest: address('engine-wasm-rest') };
}
