// Runs the guided demo in the wasm module under node, entry by entry as the console's worker does.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { exchange, loadModule, memoryFiles, send } from './wasm_module.mjs';

// `folder` holds flights.hurl and its files. Answers the journal's checksum.
export async function demoUnderNode(folder) {
  const module = await loadModule();
  module.files = memoryFiles();
  const error = module.open(true, 'wasm', Date.now());
  if (error) throw new Error(error);
  const outline = module.scenarioOpen('flights.hurl', readFileSync(join(folder, 'flights.hurl'), 'utf8'));
  if (outline.error) throw new Error(outline.error);
  const respond = (message) => exchange(module, message.slice(), Date.now()).message;
  const load = (name) => (existsSync(join(folder, name)) ? new Uint8Array(readFileSync(join(folder, name))) : null);
  for (let step = { done: false }; !step.done; ) {
    step = module.scenarioStep(respond, load);
    if (step.failure) throw new Error(`entry ${step.entry + 1}: ${step.failure}`);
  }
  return send(module, 'GET', '/_sim/info').json().checksum;
}
