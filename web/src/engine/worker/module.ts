// The wasm module as the worker sees it: the exports of wasm/pandora_wasm.cc and how to load them. The module takes nothing over and
// gives nothing away: bytes go into its inbox and are sliced out of its heap at once.
import createModule from 'pandora-module';
import type { RestModule } from './rest_module.ts';

export interface Reply {
  pointer: number;
  size: number; // 0 from finishDeferred: not yet; from nextEffect: none
  deferred: number; // a ticket for finishDeferred, 0 when the answer is final; from nextEffect its id
}

export interface TickReport {
  fired: number;
  more: boolean; // due tasks are left
  waitMillis: number; // how long to sleep before the next tick; negative: until an input comes
}

export interface StepReport {
  entry: number;
  done: boolean;
  failure: string;
}

// The files the module keeps its state in. Slots are what `open` answered; -1 stands for an error, -2 for no room.
export interface ModuleFiles {
  open(name: string): number;
  read(slot: number, bytes: Uint8Array, at: number): number;
  write(slot: number, bytes: Uint8Array, at: number): number;
  truncate(slot: number, size: number): number;
  flush(slot: number): number;
  size(slot: number): number;
}

export interface PandoraModule {
  HEAPU8: Uint8Array<ArrayBuffer>;
  files: ModuleFiles | undefined;
  open(onFiles: boolean, hostName: string, nowMillis: number): string; // "" or why not
  close(): void;
  inbox(size: number): number;
  handle(): Reply;
  finishDeferred(ticket: number): Reply;
  deferredProgress(ticket: number): number;
  commit(): { status: number; error: string };
  tick(nowMillis: number, budget: number): TickReport;
  nextEffect(): Reply; // a request message with an absolute target and an Authorization that is for this simulator only
  resolveEffect(id: number, status: number, error: string, body: string, held: boolean): void;
  releaseEffects(): void;
  scenarioOpen(name: string, text: string): { titles: string[]; error: string };
  scenarioStep(send: (message: Uint8Array) => Uint8Array | string, load: (name: string) => Uint8Array | null): StepReport;
}

// The first file of the module. `rest` gives what that lacks.
export function instantiateModule(compiled: WebAssembly.Module, rest: RestModule): Promise<PandoraModule> {
  return createModule({
    instantiateWasm(imports: WebAssembly.Imports, done: (instance: WebAssembly.Instance) => void) {
      void WebAssembly.instantiate(compiled, { ...imports, placeholder: rest.placeholders as WebAssembly.ModuleImports }).then((instance) => {
        rest.follow(instance.exports);
        done(instance);
      });
      return {};
    },
  });
}
