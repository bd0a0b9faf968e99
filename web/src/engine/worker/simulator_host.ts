// Drives the module: a queue of requests in, one commit for all of them, then the answers; the clock by timer; long advances in
// slices with progress. Knows no operation of the API.
import { encodeUtf8 } from '../../base/bytes.ts';
import { failure, success, type Result } from '../../base/result.ts';
import { formatRequest, kNoBody, parseResponse, type ApiRequest, type ApiResponse } from '../../protocol/http.ts';
import type { PandoraModule, Reply } from './module.ts';
import { mayChange } from '../engine.ts';

const kBudget = 64; // tasks in one slice: short enough that a request waits a few milliseconds at most
const kProgressEvery = 100; // milliseconds

export interface HostEvents {
  answered(id: number, result: Result<ApiResponse>): void;
  progress(id: number, fraction: number): void;
  changed(): void;
}

export class SimulatorHost {
  private queue: { id: number; request: ApiRequest }[] = [];
  private deferred = new Map<number, number>(); // ticket -> id
  private scheduled = false;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private lastProgress = 0;
  private readonly wake = new MessageChannel();
  private running = true;

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

  // Stops the clock; who still waits is told so. The module may be closed afterwards.
  stop(): void {
    this.running = false;
    clearTimeout(this.timer);
    for (const id of [...this.deferred.values(), ...this.queue.map((entry) => entry.id)]) {
      this.events.answered(id, failure('the state was handed to another tab'));
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
    const changed = this.queue.some(({ request }) => mayChange(request)) || first.fired > 0;
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
      this.events.answered(id, success(commit.status === 0 ? response : failureResponse(commit)));
    }
    if (changed || report.fired > 0) this.events.changed();
    this.tellProgress();
    if (report.more || this.deferred.size > 0) this.schedule();
    else if (report.waitMillis >= 0) this.timer = setTimeout(() => this.turn(), Math.min(report.waitMillis, 0x7fffffff));
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
