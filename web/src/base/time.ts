// Times as the simulator shows them: Beijing time, RFC 3339 with +08:00.

const kBeijing = 8 * 3600_000;

// "2017-01-12 15:30:00" in Beijing time of an RFC 3339 text; the text itself when it is none.
export function beijingClock(text: string): { date: string; time: string } {
  const millis = Date.parse(text);
  if (Number.isNaN(millis)) return { date: text, time: '' };
  const iso = new Date(millis + kBeijing).toISOString();
  return { date: iso.slice(0, 10), time: iso.slice(11, 19) };
}

// "1.2 ms", "340 ms", "2.1 s".
export function formatMillis(millis: number): string {
  if (millis < 10) return `${millis.toFixed(1)} ms`;
  if (millis < 1000) return `${Math.round(millis)} ms`;
  return `${(millis / 1000).toFixed(1)} s`;
}

// "45 s", "5 min", "2 h 5 min", "3 d", with the units of the language: how far ahead a moment is.
export function formatAhead(millis: number, [s, min, h, d]: readonly [string, string, string, string]): string {
  const seconds = Math.max(0, Math.round(millis / 1000));
  if (seconds < 120) return `${seconds} ${s}`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 120) return `${minutes} ${min}`;
  const hours = Math.floor(minutes / 60);
  if (hours < 48) return minutes % 60 === 0 ? `${hours} ${h}` : `${hours} ${h} ${minutes % 60} ${min}`;
  return `${Math.round(hours / 24)} ${d}`;
}
