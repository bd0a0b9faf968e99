// What the console talks to: something that answers requests of the simulated API. Two implementations: the wasm worker of this page
// (wasm_engine.ts) and a native server of the same origin (http_engine.ts). Pages know neither.
import type { ReadonlySignal } from '@preact/signals';
import type { Result } from '../base/result.ts';
import type { ApiRequest, ApiResponse } from '../protocol/http.ts';
import type { ScenarioFile, ScenarioOutline, ScenarioStepResult, WorkerState } from '../protocol/worker_messages.ts';

// Lost: a server that answered before does not any more. It is asked on and on, and ready again when it answers.
export type EngineState = WorkerState | { kind: 'lost' };

// Addresses of the built files, from the page's head.
export interface EngineFiles {
  worker: string;
  wasm: string; // what a page needs to answer
  rest: string; // the rest of the module, fetched by the worker when the state is open
}

export type ProgressListener = (fraction: number) => void;

export interface Engine {
  readonly kind: 'wasm' | 'http';
  readonly state: ReadonlySignal<EngineState>;
  // Grows with every answered request that may have changed something: who shows data reads it afresh then.
  readonly changes: ReadonlySignal<number>;

  // A failure means that no answer came (server gone, worker broken); a refusal of the service is an answer.
  send(request: ApiRequest, onProgress?: ProgressListener): Promise<Result<ApiResponse>>;

  // Asks the tab that holds the state to hand it over.
  takeOver(): void;

  // The origins outside that http exports may be delivered to; undefined where that is not the page's to say (a server has a flag).
  readonly deliverTo: ReadonlySignal<string[]> | undefined;
  setDeliverTo(origins: string[]): void;

  // A scenario of docs/demos, run entry by entry against this engine. Opening one ends the one before.
  openScenario(name: string, text: string, files: ScenarioFile[]): Promise<Result<ScenarioOutline>>;
  stepScenario(): Promise<Result<ScenarioStepResult>>;
}

// True for a method that may change the service's state.
export function isChange(method: string): boolean {
  return method !== 'GET' && method !== 'HEAD';
}

// True for a request after which data should be read afresh. Trying SQL and looking into a sink are POSTs because statements are long, and
// change nothing.
export function mayChange(request: ApiRequest): boolean {
  return isChange(request.method) && !/^\/_sim\/(?:sql|sinks\/(?:mongo|report|tsdb))\//.test(request.target);
}
