// Small choices of the person that survive a reload (language, colours, sizes). Works without storage, then for this page only.

const memory = new Map<string, string>();
const kPrefix = 'pandora-sim.';

export function getPreference(name: string): string | undefined {
  try {
    return localStorage.getItem(kPrefix + name) ?? undefined;
  } catch {
    return memory.get(name);
  }
}

export function setPreference(name: string, value: string): void {
  memory.set(name, value);
  try {
    localStorage.setItem(kPrefix + name, value);
  } catch {
    // Storage is refused: the choice lasts until the page closes.
  }
}
