// Runs a scenario (docs/demos) entry by entry. The runner itself is the core's; here is only where its requests go (this worker's
// simulator, or a native server by synchronous XMLHttpRequest) and a note of each exchange for the page.
import { decodeText } from '../../base/bytes.ts';
import { errorText, failure, success, type Result } from '../../base/result.ts';
import { findHeader, parseResponse, type HeaderList } from '../../protocol/http.ts';
import type { Exchange, ScenarioFile, ScenarioOutline, ScenarioStepResult } from '../../protocol/worker_messages.ts';
import type { PandoraModule } from './module.ts';

const kShown = 4096; // bytes of an answer that the page gets to see

// Sends an HTTP/1.1 message and answers one; a string says why none came.
export type Send = (message: Uint8Array) => Uint8Array | string;

export class ScenarioRunner {
  private files = new Map<string, Uint8Array>();
  private exchanges: Exchange[] = [];

  constructor(
    private readonly module: PandoraModule,
    private readonly send: Send,
  ) {}

  open(name: string, text: string, files: ScenarioFile[]): Result<ScenarioOutline> {
    this.files = new Map(files.map((file) => [file.name, file.bytes]));
    const opened = this.module.scenarioOpen(name, text);
    return opened.error ? failure(opened.error) : success({ titles: opened.titles });
  }

  step(): Result<ScenarioStepResult> {
    this.exchanges = [];
    const report = this.module.scenarioStep(
      (message) => this.exchange(message.slice()),
      (name) => this.files.get(name) ?? null,
    );
    return success({ ...report, exchanges: this.exchanges });
  }

  private exchange(message: Uint8Array<ArrayBuffer>): Uint8Array | string {
    const started = performance.now();
    let answer: Uint8Array | string;
    try {
      answer = this.send(message);
    } catch (error) {
      answer = errorText(error);
    }
    const [method, target] = requestLine(message);
    const millis = performance.now() - started;
    if (typeof answer === 'string') {
      this.exchanges.push({ method, target, status: 0, requestSize: message.length, millis, body: answer });
    } else {
      const response = parseResponse(answer.slice());
      const body = decodeText(response.body.subarray(0, kShown)) ?? '';
      this.exchanges.push({ method, target, status: response.status, requestSize: message.length, millis, body });
    }
    return answer;
  }
}

function requestLine(message: Uint8Array): [string, string] {
  const end = message.indexOf(13);
  const [method = '', target = ''] = (decodeText(message.subarray(0, end)) ?? '').split(' ');
  return [method, target];
}

// A Send that asks the server at `base` (with a slash at its end).
export function sendTo(base: string): Send {
  return (message) => {
    const [method, target] = requestLine(message);
    const request = parseHead(message.slice());
    const http = new XMLHttpRequest();
    http.open(method, base + target.replace(/^\//, ''), false);
    http.responseType = 'arraybuffer';
    for (const [name, value] of request.headers) {
      if (!/^(host|content-length)$/i.test(name)) http.setRequestHeader(name, value);
    }
    http.send(request.body.length > 0 ? request.body : null);
    const body = new Uint8Array(http.response as ArrayBuffer);
    const head = `HTTP/1.1 ${http.status} ${http.statusText || 'OK'}\r\n${http.getAllResponseHeaders()}\r\n`;
    return concat(new TextEncoder().encode(head), body);
  };
}

// A request message has the shape of a response but for its first line, which is read apart.
function parseHead(message: Uint8Array<ArrayBuffer>): { headers: HeaderList; body: Uint8Array<ArrayBuffer> } {
  const end = message.indexOf(13);
  const line = new TextEncoder().encode('HTTP/1.1 200 OK');
  const { headers, body } = parseResponse(concat(line, message.subarray(end)));
  const length = findHeader(headers, 'Content-Length');
  return { headers, body: length === undefined ? body : body.slice(0, Number(length)) };
}

function concat(first: Uint8Array, second: Uint8Array): Uint8Array<ArrayBuffer> {
  const all = new Uint8Array(first.length + second.length);
  all.set(first);
  all.set(second, first.length);
  return all;
}
