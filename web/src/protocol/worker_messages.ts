// All messages between the page and its engine worker: the one place where they are spelled. Requests and answers are matched by
// id; a failure is data. Bodies travel as transferables.
import type { Result } from '../base/result.ts';
import type { ApiRequest, ApiResponse } from './http.ts';

// Where the worker keeps the state, and under which name.
export interface OpenMessage {
  kind: 'open';
  name: string; // of the state: its lock, its channel and its folder in the browser's storage
  memoryOnly: boolean;
  deliverTo?: string[]; // the origins outside that http exports may be delivered to
  remote?: string; // run only scenarios, against this base address; keep no state at all
}

export type ToWorker =
  | { kind: 'load'; compiled: WebAssembly.Module; rest: string } // sent before anything is asked, while the page finds out what it needs
  | { kind: 'loadFailed'; error: string }
  | OpenMessage
  | { kind: 'request'; id: number; request: ApiRequest }
  | { kind: 'takeOver' }
  | { kind: 'deliverTo'; origins: string[] }
  | { kind: 'scenarioOpen'; id: number; name: string; text: string; files: ScenarioFile[] }
  | { kind: 'scenarioStep'; id: number };

export interface ScenarioFile {
  name: string;
  bytes: Uint8Array<ArrayBuffer>;
}

export type Storage = 'browser' | 'memory';

export type WorkerState =
  | { kind: 'starting' }
  | { kind: 'ready'; storage: Storage; why: string } // why: for memory, the reason
  | { kind: 'elsewhere'; since: string; takenOver: boolean } // another tab holds the state
  | { kind: 'failed'; error: string };

export interface ScenarioOutline {
  titles: string[]; // of the entries, "English | 中文"
}

export interface Exchange {
  method: string;
  target: string;
  status: number;
  requestSize: number;
  millis: number;
  body: string; // the answer's, cut at a few kilobytes
}

export interface ScenarioStepResult {
  entry: number; // 0-based index of the entry that ran; entry count when none was left
  done: boolean;
  failure: string; // "" when all asserts held
  exchanges: Exchange[];
}

export type FromWorker =
  | { kind: 'state'; state: WorkerState }
  | { kind: 'response'; id: number; result: Result<ApiResponse> }
  | { kind: 'progress'; id: number; fraction: number }
  | { kind: 'changed' } // a request or a task may have changed something
  | { kind: 'scenarioOpened'; id: number; result: Result<ScenarioOutline> }
  | { kind: 'scenarioStepped'; id: number; result: Result<ScenarioStepResult> };
