// Requests and answers of the simulated API, and their text form: HTTP/1.1 messages, which is how they cross into the wasm module
// (core/api/http.h). No streaming: a message is whole.
import { encodeUtf8, decodeUtf8, type Bytes } from '../base/bytes.ts';

export type HeaderList = [name: string, value: string][];

export interface ApiRequest {
  method: string;
  target: string; // path and query, percent-encoded, from the service's root: "/v2/repos"
  headers: HeaderList;
  body: Bytes;
}

export interface ApiResponse {
  status: number;
  headers: HeaderList;
  body: Bytes;
}

// The targets of the simulated service; all others of an origin are the console's files. native/server.cc has the same list.
export const kServiceTarget = /^\/(v1|v2|v4|v5|dag|_sim)(\/|\?|$)/;

export const kNoBody: Bytes = new Uint8Array(0);

export function findHeader(headers: HeaderList, name: string): string | undefined {
  const wanted = name.toLowerCase();
  return headers.find(([key]) => key.toLowerCase() === wanted)?.[1];
}

export function responseText(response: ApiResponse): string {
  return decodeUtf8(response.body);
}

// The bytes of `request` as one HTTP/1.1 message. Content-Length is ours to say.
export function formatRequest(request: ApiRequest): Bytes {
  const lines = [`${request.method} ${request.target} HTTP/1.1`];
  if (!findHeader(request.headers, 'Host')) lines.push('Host: pandora-sim');
  for (const [name, value] of request.headers) {
    if (name.toLowerCase() !== 'content-length') lines.push(`${name}: ${value.replace(/[\r\n]+/g, ' ')}`);
  }
  if (request.body.length > 0 || /^(POST|PUT|PATCH)$/.test(request.method)) {
    lines.push(`Content-Length: ${request.body.length}`);
  }
  const head = encodeUtf8(lines.join('\r\n') + '\r\n\r\n');
  const message = new Uint8Array(head.length + request.body.length);
  message.set(head);
  message.set(request.body, head.length);
  return message;
}

// Reads what the module answered. A message that is none becomes status 0: a bug of the module, shown rather than hidden.
export function parseResponse(message: Bytes): ApiResponse {
  const end = findHeadEnd(message);
  const lines = decodeUtf8(message.subarray(0, Math.max(end, 0))).split('\r\n');
  const status = /^HTTP\/1\.1 (\d{3})/.exec(lines[0] ?? '');
  if (end < 0 || !status) return { status: 0, headers: [], body: message };
  const headers: HeaderList = [];
  for (const line of lines.slice(1)) {
    const colon = line.indexOf(':');
    if (colon > 0) headers.push([line.slice(0, colon), line.slice(colon + 1).trim()]);
  }
  return { status: Number(status[1]), headers, body: message.slice(end + 4) };
}

// Reads a request message of the module (a delivery to make). Undefined for what is none.
export function parseRequest(message: Bytes): ApiRequest | undefined {
  const end = message.indexOf(13);
  const line = /^([A-Z]+) (\S+) HTTP\/1\.1$/.exec(decodeUtf8(message.subarray(0, Math.max(end, 0))));
  if (!line) return undefined;
  // Behind its first line it has the shape of an answer.
  const status = encodeUtf8('HTTP/1.1 200');
  const rest = new Uint8Array(status.length + message.length - end);
  rest.set(status);
  rest.set(message.subarray(end), status.length);
  const { headers, body } = parseResponse(rest);
  return { method: line[1]!, target: line[2]!, headers, body };
}

function findHeadEnd(message: Uint8Array): number {
  for (let i = message.indexOf(13); i >= 0 && i + 3 < message.length; i = message.indexOf(13, i + 1)) {
    if (message[i + 1] === 10 && message[i + 2] === 13 && message[i + 3] === 10) return i;
  }
  return -1;
}

// `request` as a curl command against `base` (no slash at its end).
export function toCurl(request: ApiRequest, base: string): string {
  const quote = (text: string): string => `'${text.replace(/'/g, `'\\''`)}'`;
  const parts = [`curl -X ${request.method} ${quote(base + request.target)}`];
  for (const [name, value] of request.headers) parts.push(`-H ${quote(`${name}: ${value}`)}`);
  if (request.body.length > 0) parts.push(`--data-binary ${quote(decodeUtf8(request.body))}`);
  return parts.join(' \\\n  ');
}
