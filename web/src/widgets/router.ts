// Addresses within the console: "#/repos/flights?from=100". Hashes work under any sub-path and without a server's help.
import { signal } from '@preact/signals';

export interface Route {
  path: string[]; // decoded: ["repos", "flights"]; empty for the start page
  query: URLSearchParams;
}

export const route = signal<Route>(parse(location.hash));

// Where a page was left, for Back, Forward and a reload: the browser's own way comes too early, before there is anything to scroll to.
// An entry of the history with a state is one that was here before.
const kLeft = 'pandora-sim.left';
const kOwn = ['wheel', 'keydown', 'pointerdown', 'touchstart'];
history.scrollRestoration = 'manual';
const left = new Map<string, number>();
let arrival = leftAt();
history.replaceState({}, '');

window.addEventListener('hashchange', (event) => {
  left.set(new URL(event.oldURL).hash, scrollY);
  arrival = history.state === null ? 0 : (left.get(location.hash) ?? 0);
  history.replaceState({}, '');
  route.value = parse(location.hash);
});
window.addEventListener('pagehide', () => {
  try {
    sessionStorage.setItem(kLeft, JSON.stringify([location.hash, scrollY]));
  } catch {
    // Storage is refused: a reload begins at the top.
  }
});

// Where this very place was left when the tab was reloaded.
function leftAt(): number {
  try {
    const [hash, y] = JSON.parse(sessionStorage.getItem(kLeft) ?? '[]') as [string?, number?];
    return history.state !== null && hash === location.hash ? Number(y) || 0 : 0;
  } catch {
    return 0;
  }
}

// Scrolls to where the page that is shown now was left, as soon as its data makes it long enough; a new page to its top. The person's
// own scrolling ends it.
export function restoreScroll(): () => void {
  const goal = arrival;
  const scroll = (): void => scrollTo(0, goal);
  const observer = new ResizeObserver(() => (scrollY < goal ? scroll() : stop()));
  const stop = (): void => {
    observer.disconnect();
    for (const kind of kOwn) removeEventListener(kind, stop);
  };
  scroll();
  if (goal === 0) return stop;
  observer.observe(document.body);
  for (const kind of kOwn) addEventListener(kind, stop);
  return stop;
}

function parse(hash: string): Route {
  const [path = '', query = ''] = hash.replace(/^#\/?/, '').split('?', 2);
  return { path: path.split('/').filter(Boolean).map(decode), query: new URLSearchParams(query) };
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

// The href of a place in the console.
export function href(path: string[], query: Record<string, string> = {}): string {
  const search = new URLSearchParams(query).toString();
  return `#/${path.map(encodeURIComponent).join('/')}${search ? `?${search}` : ''}`;
}

export function go(path: string[], query: Record<string, string> = {}): void {
  location.hash = href(path, query);
}
