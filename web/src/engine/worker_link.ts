// The page's end of the line to an engine worker: numbers the questions, matches the answers, turns a broken worker into failures.
import { signal } from '@preact/signals';
import { assertUnreachable, errorText, failure, type Result } from '../base/result.ts';
import type { ApiRequest, ApiResponse } from '../protocol/http.ts';
import type {
  FromWorker,
  OpenMessage,
  ScenarioFile,
  ScenarioOutline,
  ScenarioStepResult,
  ToWorker,
  WorkerState,
} from '../protocol/worker_messages.ts';
import { takeEngine } from './early_start.ts';
import type { EngineFiles, ProgressListener } from './engine.ts';

interface Waiting {
  settle(result: Result<unknown>): void;
  progress: ProgressListener | undefined;
}

export class WorkerLink {
  readonly state = signal<WorkerState>({ kind: 'starting' });
  readonly changes = signal(0);
  private readonly worker: Worker;
  private readonly waiting = new Map<number, Waiting>();
  private nextId = 1;

  constructor(files: EngineFiles) {
    const started = takeEngine(files);
    this.worker = started.worker;
    this.worker.onmessage = (event: MessageEvent<FromWorker>) => this.receive(event.data);
    void started.failure.then((error) => this.fail(error));
    started.compiled.then(
      (compiled) => this.post({ kind: 'load', compiled, rest: files.rest }),
      (error: unknown) => this.post({ kind: 'loadFailed', error: errorText(error) }),
    );
  }

  // Once, before anything is asked.
  open(message: OpenMessage): void {
    this.post(message);
  }

  request(request: ApiRequest, progress?: ProgressListener): Promise<Result<ApiResponse>> {
    const body = request.body.slice(); // the caller keeps its bytes; this copy moves
    return this.ask<ApiResponse>((id) => ({ kind: 'request', id, request: { ...request, body } }), [body.buffer], progress);
  }

  openScenario(name: string, text: string, files: ScenarioFile[]): Promise<Result<ScenarioOutline>> {
    return this.ask<ScenarioOutline>((id) => ({ kind: 'scenarioOpen', id, name, text, files }), []);
  }

  stepScenario(): Promise<Result<ScenarioStepResult>> {
    return this.ask<ScenarioStepResult>((id) => ({ kind: 'scenarioStep', id }), []);
  }

  close(): void {
    this.worker.terminate();
  }

  takeOver(): void {
    this.post({ kind: 'takeOver' });
  }

  deliverTo(origins: string[]): void {
    this.post({ kind: 'deliverTo', origins });
  }

  private ask<T>(make: (id: number) => ToWorker, transfer: Transferable[], progress?: ProgressListener): Promise<Result<T>> {
    const state = this.state.value;
    if (state.kind === 'failed') return Promise.resolve(failure(state.error));
    const id = this.nextId++;
    return new Promise((resolve) => {
      // The one cast of the protocol: the answer to a message of a kind has that kind's type, as worker_messages.ts pairs them.
      this.waiting.set(id, { settle: (result) => resolve(result as Result<T>), progress });
      this.post(make(id), transfer);
    });
  }

  private post(message: ToWorker, transfer: Transferable[] = []): void {
    this.worker.postMessage(message, transfer);
  }

  private receive(message: FromWorker): void {
    switch (message.kind) {
      case 'state':
        this.state.value = message.state;
        if (message.state.kind === 'failed') this.fail(message.state.error);
        return;
      case 'progress':
        this.waiting.get(message.id)?.progress?.(message.fraction);
        return;
      case 'changed':
        this.changes.value++;
        return;
      case 'response':
      case 'scenarioOpened':
      case 'scenarioStepped':
        this.waiting.get(message.id)?.settle(message.result);
        this.waiting.delete(message.id);
        return;
      default:
        assertUnreachable(message);
    }
  }

  private fail(error: string): void {
    this.state.value = { kind: 'failed', error };
    for (const waiting of this.waiting.values()) waiting.settle(failure(error));
    this.waiting.clear();
  }
}
