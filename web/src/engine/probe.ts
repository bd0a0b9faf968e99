// Whether a native server answers at the page's base. A static host answers the question with the file `_sim/health` that build.mjs
// writes, so that no request fails.
import { isObject, parseJson } from '../base/json.ts';

// The header by which the service worker knows that a request is meant for the network.
const kProbeHeader = 'X-Pandora-Probe';

export async function nativeServerAnswers(base: URL): Promise<boolean> {
  try {
    const response = await fetch(new URL('_sim/health', base), { headers: { [kProbeHeader]: '1' }, cache: 'no-store' });
    const json = parseJson(await response.text());
    return response.ok && isObject(json) && json.host !== 'static';
  } catch {
    return false;
  }
}
