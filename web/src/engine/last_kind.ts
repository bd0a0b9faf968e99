// Which engine the page had the last time: a guess for the next, before a server has been asked.
import { getPreference, setPreference } from '../base/preferences.ts';
import type { Engine } from './engine.ts';

const kLastKind = 'engine';

export function rememberKind(kind: Engine['kind']): void {
  setPreference(kLastKind, kind);
}

export function wasmIsLikely(): boolean {
  return new URLSearchParams(location.search).get('engine') === 'wasm' || getPreference(kLastKind) !== 'http';
}
