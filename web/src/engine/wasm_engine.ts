// The engine that runs in this page: the core as WebAssembly in a dedicated worker, its state in the browser's storage.
import { signal } from '@preact/signals';
import { getPreference, setPreference } from '../base/preferences.ts';
import type { Result } from '../base/result.ts';
import type { ApiRequest, ApiResponse } from '../protocol/http.ts';
import type { ScenarioFile, ScenarioOutline, ScenarioStepResult } from '../protocol/worker_messages.ts';
import type { Engine, ProgressListener } from './engine.ts';
import { mayChange } from './engine.ts';
import type { WorkerLink } from './worker_link.ts';

const kDeliverTo = 'deliver-to'; // origins, separated by spaces

export class WasmEngine implements Engine {
  readonly kind = 'wasm';
  readonly deliverTo = signal((getPreference(kDeliverTo) ?? '').split(' ').filter((origin) => origin !== ''));
  private askedToPersist = false;

  constructor(
    private readonly link: WorkerLink,
    base: URL,
    memoryOnly: boolean,
  ) {
    link.open({ kind: 'open', name: base.pathname, memoryOnly, deliverTo: this.deliverTo.value });
  }

  get state() {
    return this.link.state;
  }

  get changes() {
    return this.link.changes;
  }

  send(request: ApiRequest, onProgress?: ProgressListener): Promise<Result<ApiResponse>> {
    if (mayChange(request)) this.persist();
    return this.link.request(request, onProgress);
  }

  setDeliverTo(origins: string[]): void {
    this.deliverTo.value = origins;
    setPreference(kDeliverTo, origins.join(' '));
    this.link.deliverTo(origins);
  }

  takeOver(): void {
    this.link.takeOver();
  }

  openScenario(name: string, text: string, files: ScenarioFile[]): Promise<Result<ScenarioOutline>> {
    this.persist();
    return this.link.openScenario(name, text, files);
  }

  stepScenario(): Promise<Result<ScenarioStepResult>> {
    return this.link.stepScenario();
  }

  // Once there is something to keep, asks the browser not to evict it. A refusal changes nothing for us.
  private persist(): void {
    if (this.askedToPersist) return;
    this.askedToPersist = true;
    navigator.storage?.persist?.().catch(() => false);
  }
}
