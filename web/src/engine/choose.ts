// Chooses the engine: a native server when one answers at the page's base, else the wasm worker. `?engine=wasm` forces the worker,
// `?storage=memory` keeps its state in memory.
import { dropEarlyEngine, takeProbe } from './early_start.ts';
import type { Engine, EngineFiles } from './engine.ts';
import { HttpEngine } from './http_engine.ts';
import { rememberKind, wasmIsLikely } from './last_kind.ts';
import { WasmEngine } from './wasm_engine.ts';
import { WorkerLink } from './worker_link.ts';

// The worker is started before the answer is known, unless it was not needed the last time: it loads while we ask.
export async function chooseEngine(files: EngineFiles, base: URL): Promise<Engine> {
  const query = new URLSearchParams(location.search);
  const forced = query.get('engine') === 'wasm';
  let link = wasmIsLikely() ? new WorkerLink(files) : undefined;
  if (!forced && (await takeProbe(base))) {
    link?.close();
    dropEarlyEngine();
    rememberKind('http');
    return new HttpEngine(files, base);
  }
  rememberKind('wasm');
  link ??= new WorkerLink(files);
  return new WasmEngine(link, base, query.get('storage') === 'memory');
}
