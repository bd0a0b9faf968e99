// The first script of the page, and a small one: has the engine start while the console's own script is on its way.
import { engineFiles, startEngine } from '../engine/early_start.ts';
import { wasmIsLikely } from '../engine/last_kind.ts';

if (wasmIsLikely()) globalThis.pandoraStartedEngine = startEngine(engineFiles());
