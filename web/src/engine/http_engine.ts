// The engine of a native server on the page's own origin. Scenarios still run in the wasm module, for one runner serves all hosts, but
// with every request sent to the server.
import { signal } from '@preact/signals';
import { errorText, failure, success, type Result } from '../base/result.ts';
import type { ApiRequest, ApiResponse } from '../protocol/http.ts';
import type { ScenarioFile, ScenarioOutline, ScenarioStepResult } from '../protocol/worker_messages.ts';
import { isChange, mayChange, type Engine, type EngineFiles, type EngineState } from './engine.ts';
import { WorkerLink } from './worker_link.ts';

const kReady: EngineState = { kind: 'ready', storage: 'browser', why: '' };

export class HttpEngine implements Engine {
  readonly kind = 'http';
  readonly state = signal<EngineState>(kReady);
  readonly changes = signal(0);
  private runner: WorkerLink | undefined;

  constructor(
    private readonly files: EngineFiles,
    private readonly base: URL,
  ) {}

  async send(request: ApiRequest): Promise<Result<ApiResponse>> {
    try {
      const response = await fetch(new URL(request.target.replace(/^\//, ''), this.base), {
        method: request.method,
        headers: request.headers.filter(([name]) => !/^(host|content-length)$/i.test(name)),
        body: isChange(request.method) ? request.body : undefined,
        cache: 'no-store',
      });
      const body = new Uint8Array(await response.arrayBuffer());
      // Back again: a server that was gone may have another state.
      if (mayChange(request) || this.state.value !== kReady) this.changes.value++;
      this.state.value = kReady;
      return success({ status: response.status, headers: [...response.headers.entries()], body });
    } catch (error) {
      if (this.state.value === kReady) this.state.value = { kind: 'lost' };
      return failure(`the server does not answer (${errorText(error)})`);
    }
  }

  readonly deliverTo = undefined;
  setDeliverTo(): void {
    // The server delivers, or does not: its flag --deliveries says.
  }

  takeOver(): void {
    // A server serves every tab alike: there is nothing to take over.
  }

  openScenario(name: string, text: string, files: ScenarioFile[]): Promise<Result<ScenarioOutline>> {
    if (!this.runner) {
      this.runner = new WorkerLink(this.files);
      this.runner.open({ kind: 'open', name: 'scenario', memoryOnly: true, remote: this.base.href });
    }
    return this.runner.openScenario(name, text, files);
  }

  async stepScenario(): Promise<Result<ScenarioStepResult>> {
    if (!this.runner) return failure('no scenario is open');
    const result = await this.runner.stepScenario();
    this.changes.value++;
    return result;
  }
}
