// Drives the module: a queue of requests in, one commit for all of them, then the answers; the clock by timer; long advances in
// slices with progress; deliveries handed on once they are durable. Knows no operation of the API.
import { encodeUtf8 } from '../../base/bytes.ts';
import { failure, success, type Result } from '../../base/result.ts';
import { formatRequest, kNoBody, parseRequest, parseResponse, type ApiRequest, type ApiResponse } from '../../protocol/http.ts';
import type { PandoraModule, Reply } from './module.ts';
import { mayChange } from '../engine.ts';

const kBudget = 64; // tasks in one slice: short enough that a request waits a few milliseconds at most
const kProgressEvery = 100; // milliseconds
const kMaxDeliveries = 8; // under way at once

// What came of a delivery. Held: none was made, for the reason in `error`, which may pass.
export interface DeliveryResult {
  status: number; // 0 when no answer came
  error: string;
  body: string; // the beginning of the answer's
  held: boolean;
}

export interface HostEvents {
  answered(id: number, result: Result<ApiResponse>): void;
  progress(id: number, fraction: number): void;
  changed(): void;
  // Makes a delivery: a request with an absolute target, whose Authorization is for this simulator only. Never rejects.
  deliver(request: ApiRequest): Promise<DeliveryResult>;
}

export class SimulatorHost {
  private queue: { id: number; request: ApiRequest }[] = [];
  private deferred = new Map<number, number>(); // ticket -> id
  private scheduled = false;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private lastProgress = 0;
  private readonly wake = new MessageChannel();
  private running = true;
  private delivering = 0;
  private results: { id: number; result: DeliveryResult }[] = [];
  private readonly asked = new Map<number, (result: Result<ApiResponse>) => void>();
  private lastAsked = 0;

  constructor(
    private readonly module: PandoraModule,
    private readonly events: HostEvents,
  ) {
    this.wake.port1.onmessage = () => this.turn();
    this.schedule();
  }

  submit(id: number, request: ApiRequest): void {
    this.queue.push({ id, request });
    this.schedule();
  }

  // One request of the host's own: a delivery that leads back to this simulator.
  ask(request: ApiRequest): Promise<Result<ApiResponse>> {
    const id = --this.lastAsked; // the page counts upwards
    return new Promise((resolve) => {
      this.asked.set(id, resolve);
      this.submit(id, request);
    });
  }

  // What was held may be made now.
  release(): void {
    this.module.releaseEffects();
    this.schedule();
  }

  // Stops the clock; who still waits is told so. The module may be closed afterwards.
  stop(): void {
    this.running = false;
    clearTimeout(this.timer);
    for (const id of [...this.deferred.values(), ...this.queue.map((entry) => entry.id)]) {
      this.answer(id, failure('the state was handed to another tab'));
    }
  }

  // One request to the end, without the queue: for scenarios, which are synchronous. Answers an HTTP/1.1 message.
  sendNow(message: Uint8Array): Uint8Array {
    let reply = this.handle(message);
    const ticket = reply.deferred;
    let bytes = this.slice(reply);
    while (ticket !== 0) {
      this.module.tick(Date.now(), kBudget);
      reply = this.module.finishDeferred(ticket);
      if (reply.size > 0) {
        bytes = this.slice(reply);
        break;
      }
    }
    const commit = this.module.commit();
    this.schedule(); // for what it made due: tasks, deliveries
    return commit.status === 0 ? bytes : formatFailure(commit);
  }

  private schedule(): void {
    if (this.scheduled) return;
    this.scheduled = true;
    this.wake.port2.postMessage(null); // a task of its own: messages that are already here come before it
  }

  // Everything queued, a slice of the clock, one commit, the answers.
  private turn(): void {
    this.scheduled = false;
    if (!this.running) return;
    clearTimeout(this.timer);
    const module = this.module;
    const first = module.tick(Date.now(), kBudget);
    const answers: { id: number; response: ApiResponse }[] = [];
    const changed = this.queue.some(({ request }) => mayChange(request)) || first.fired > 0 || this.results.length > 0;
    for (const { id, result } of this.results) module.resolveEffect(id, result.status, result.error, result.body, result.held);
    this.results = [];
    for (const { id, request } of this.queue) {
      const reply = this.handle(formatRequest(request));
      if (reply.deferred !== 0) this.deferred.set(reply.deferred, id);
      else answers.push({ id, response: parseResponse(this.slice(reply)) });
    }
    this.queue = [];
    const report = this.deferred.size > 0 || changed ? module.tick(Date.now(), kBudget) : first;
    for (const [ticket, id] of this.deferred) {
      const reply = module.finishDeferred(ticket);
      if (reply.size === 0) continue;
      answers.push({ id, response: parseResponse(this.slice(reply)) });
      this.deferred.delete(ticket);
    }
    const commit = module.commit();
    for (const { id, response } of answers) {
      this.answer(id, success(commit.status === 0 ? response : failureResponse(commit)));
    }
    if (commit.status === 0) this.startDeliveries();
    if (changed || report.fired > 0) this.events.changed();
    this.tellProgress();
    if (report.more || this.deferred.size > 0) this.schedule();
    else if (report.waitMillis >= 0) this.timer = setTimeout(() => this.turn(), Math.min(report.waitMillis, 0x7fffffff));
  }

  private answer(id: number, result: Result<ApiResponse>): void {
    const resolve = this.asked.get(id);
    if (!resolve) return this.events.answered(id, result);
    this.asked.delete(id);
    resolve(result);
  }

  private startDeliveries(): void {
    while (this.delivering < kMaxDeliveries) {
      const reply = this.module.nextEffect();
      if (reply.size === 0) return;
      const id = reply.deferred;
      const request = parseRequest(this.slice(reply));
      this.delivering++;
      const failed: DeliveryResult = { status: 0, error: 'the module asked for no request', body: '', held: false };
      void (request ? this.events.deliver(request) : Promise.resolve(failed)).then((result) => {
        this.delivering--;
        this.results.push({ id, result });
        this.schedule();
      });
    }
  }

  private tellProgress(): void {
    const now = performance.now();
    if (this.deferred.size === 0 || now - this.lastProgress < kProgressEvery) return;
    this.lastProgress = now;
    for (const [ticket, id] of this.deferred) this.events.progress(id, this.module.deferredProgress(ticket));
  }

  private handle(message: Uint8Array): Reply {
    const pointer = this.module.inbox(message.length);
    this.module.HEAPU8.set(message, pointer);
    return this.module.handle();
  }

  // HEAPU8 is read afresh: the heap may have grown.
  private slice(reply: Reply): Uint8Array<ArrayBuffer> {
    return this.module.HEAPU8.slice(reply.pointer, reply.pointer + reply.size);
  }
}

interface CommitReport {
  status: number;
  error: string;
}

function failureResponse(commit: CommitReport): ApiResponse {
  const body = encodeUtf8(JSON.stringify({ error: commit.error }));
  return { status: commit.status, headers: [['Content-Type', 'application/json']], body };
}

function formatFailure(commit: CommitReport): Uint8Array {
  const body = commit.status === 0 ? kNoBody : failureResponse(commit).body;
  const head = encodeUtf8(`HTTP/1.1 ${commit.status} Error\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n`);
  const message = new Uint8Array(head.length + body.length);
  message.set(head);
  message.set(body, head.length);
  return message;
}
