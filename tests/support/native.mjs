// Where the native program is: the one named by PANDORA_SIM, else the one that was built last.
import assert from 'node:assert/strict';
import { existsSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const build = fileURLToPath(new URL('../../build', import.meta.url));

export function nativeBinary() {
  if (process.env.PANDORA_SIM) return process.env.PANDORA_SIM;
  const built = [`${build}/native/pandora-sim`, `${build}/dev/native/pandora-sim`].filter((path) => existsSync(path));
  assert.ok(built.length > 0, 'no native program: ./dev build native first');
  return built.sort((a, b) => statSync(b).mtimeMs - statSync(a).mtimeMs)[0];
}
