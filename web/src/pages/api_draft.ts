// A request being edited on the API page, and the list of those sent before. Plain data: the page shows it, the engine gets it.
import { signal } from '@preact/signals';
import { encodeUtf8 } from '../base/bytes.ts';
import { getPreference, setPreference } from '../base/preferences.ts';
import { kDemoAuthorization } from '../engine/control_client.ts';
import { isChange } from '../engine/engine.ts';
import { kNoBody, type ApiRequest, type HeaderList } from '../protocol/http.ts';
import type { Operation } from '../protocol/openapi.ts';

export interface Draft {
  method: string;
  target: string;
  headers: HeaderList;
  body: string;
}

export interface Sent {
  draft: Draft;
  operation: string;
  status: number;
  millis: number;
  at: number; // host time, milliseconds
}

const kKept = 30;
const kDrafts = 10;
const kKeptBody = 8_000; // characters: a longer body is sent, but not kept

// The example of the operation; `target` and `body` stand in for its own.
export function draftOf(operation: Operation, target?: string, body?: string): Draft {
  const headers: HeaderList = [['Authorization', kDemoAuthorization]];
  if (operation.contentType) headers.push(['Content-Type', operation.contentType]);
  return { method: operation.method, target: target ?? operation.examplePath, headers, body: body ?? operation.exampleBody };
}

export function toRequest(draft: Draft): ApiRequest {
  return {
    method: draft.method,
    target: draft.target.startsWith('/') ? draft.target : `/${draft.target}`,
    headers: draft.headers.filter(([name]) => name.trim() !== ''),
    body: isChange(draft.method) ? encodeUtf8(draft.body) : kNoBody,
  };
}

// Requests as they were left, by their place in the console, newest last: a reload or a look at another page loses no work.
let drafts = readList<[place: string, draft: Draft]>('drafts', (entry) => entry?.[1]);

export function keptDraft(place: string): Draft | undefined {
  return drafts.find(([at]) => at === place)?.[1];
}

// Without a draft: forgets it.
export function keepDraft(place: string, draft?: Draft): void {
  drafts = drafts.filter(([at]) => at !== place).slice(1 - kDrafts);
  if (draft && draft.body.length <= kKeptBody) drafts.push([place, draft]);
  setPreference('drafts', JSON.stringify(drafts));
}

export const sentBefore = signal(readList<Sent>('sent', (entry) => entry?.draft));

export function remember(sent: Sent): void {
  const kept = sent.draft.body.length > kKeptBody ? { ...sent, draft: { ...sent.draft, body: '' } } : sent;
  sentBefore.value = [kept, ...sentBefore.value].slice(0, kKept);
  setPreference('sent', JSON.stringify(sentBefore.value));
}

export function forgetSent(): void {
  sentBefore.value = [];
  setPreference('sent', '[]');
}

function readList<Entry>(name: string, draftOf: (entry: Entry) => Draft | undefined): Entry[] {
  try {
    const list: unknown = JSON.parse(getPreference(name) ?? '[]');
    return Array.isArray(list) ? (list as Entry[]).filter((entry) => Array.isArray(draftOf(entry)?.headers)) : [];
  } catch {
    return [];
  }
}
