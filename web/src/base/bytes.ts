// Bytes and their looks: UTF-8, sizes for people, gzip, hexadecimal.

const encoder = new TextEncoder();

export type Bytes = Uint8Array<ArrayBuffer>;

export function encodeUtf8(text: string): Bytes {
  return encoder.encode(text);
}

export function decodeUtf8(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}

// The text of `bytes`, or nothing when they are no UTF-8 or hold control characters that no text has.
export function decodeText(bytes: Uint8Array): string | undefined {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return /[\u0000-\u0008\u000e-\u001f]/.test(text) ? undefined : text;
  } catch {
    return undefined;
  }
}

export function isGzip(bytes: Uint8Array): boolean {
  return bytes.length > 2 && bytes[0] === 0x1f && bytes[1] === 0x8b;
}

// A large file of ours is several gzip members behind one another, which DecompressionStream refuses: so they are cut apart, where the
// first one's header comes again (ten bytes, the same in all of them).
export async function gunzip(bytes: Bytes): Promise<Bytes> {
  const parts: Promise<ArrayBuffer>[] = [];
  for (let start = 0; start < bytes.length; ) {
    const end = nextMember(bytes, start + kGzipHeader);
    const stream = new Blob([bytes.subarray(start, end)]).stream().pipeThrough(new DecompressionStream('gzip'));
    parts.push(new Response(stream).arrayBuffer());
    start = end;
  }
  return new Uint8Array(await new Blob(await Promise.all(parts)).arrayBuffer());
}

const kGzipHeader = 10;

function nextMember(bytes: Bytes, from: number): number {
  for (let at = bytes.indexOf(0x1f, from); at >= 0; at = bytes.indexOf(0x1f, at + 1)) {
    let same = 0;
    while (same < kGzipHeader && bytes[at + same] === bytes[same]) same++;
    if (same === kGzipHeader) return at;
  }
  return bytes.length;
}

// "0 B", "999 B", "1.2 kB", "34 MB": powers of 1000.
export function formatBytes(count: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  let value = count;
  let unit = 0;
  while (value >= 1000 && unit < units.length - 1) {
    value /= 1000;
    unit++;
  }
  const digits = unit === 0 || value >= 100 ? 0 : 1;
  return `${value.toFixed(digits)} ${units[unit]}`;
}

// Lines of "00000000  1f 8b ...  |..|" for the first `limit` bytes.
export function hexDump(bytes: Uint8Array, limit = 512): string {
  const lines: string[] = [];
  for (let at = 0; at < Math.min(bytes.length, limit); at += 16) {
    const row = Array.from(bytes.subarray(at, Math.min(at + 16, limit)));
    const hex = row.map((byte) => byte.toString(16).padStart(2, '0')).join(' ');
    const text = row.map((byte) => (byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : '.')).join('');
    lines.push(`${at.toString(16).padStart(8, '0')}  ${hex.padEnd(47)}  ${text}`);
  }
  return lines.join('\n');
}
