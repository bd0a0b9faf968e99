// JSON for display and for reading answers. Integers beyond 2^53 would lose digits in a JavaScript number, so they are read as
// text (BigNumber objects are not needed: the console only shows them), and pretty printing works on the text itself.

export type Json = null | boolean | number | string | Json[] | { [name: string]: Json };
export type JsonObject = { [name: string]: Json };

const kToken = /"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null|[{}[\],:]/g;

// Parses `text`; an integer of 16 digits or more becomes a string of its digits. Nothing when it is no JSON.
export function parseJson(text: string): Json | undefined {
  try {
    if (!/\d{16}/.test(text)) return JSON.parse(text) as Json;
    JSON.parse(text);
    const safe = text.replace(kToken, (token) => (/^-?\d{16,}$/.test(token) ? `"${token}"` : token));
    return JSON.parse(safe) as Json;
  } catch {
    return undefined;
  }
}

export function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

// `text` indented by two spaces with every token as it was written; empty and short scalar arrays stay on one line.
export function prettyJson(text: string): string {
  const tokens = text.match(kToken);
  if (!tokens) return text;
  let out = '';
  let depth = 0;
  const indent = (): string => '\n' + '  '.repeat(depth);
  for (let i = 0; i < tokens.length; i++) {
    const token = tokens[i]!;
    if (token === '{' || token === '[') {
      const close = token === '{' ? '}' : ']';
      if (tokens[i + 1] === close) {
        out += token + close;
        i++;
      } else {
        depth++;
        out += token + indent();
      }
    } else if (token === '}' || token === ']') {
      depth = Math.max(0, depth - 1);
      out += indent() + token;
    } else if (token === ',') {
      out += ',' + indent();
    } else {
      out += token === ':' ? ': ' : token;
    }
  }
  return out;
}

export type JsonSpan = { kind: 'key' | 'string' | 'number' | 'word' | 'plain'; text: string };

// Splits pretty JSON into spans for colouring.
export function colourJson(text: string): JsonSpan[] {
  const spans: JsonSpan[] = [];
  let last = 0;
  for (const match of text.matchAll(kToken)) {
    const token = match[0];
    if (/^[{}[\],:]$/.test(token)) continue;
    if (match.index > last) spans.push({ kind: 'plain', text: text.slice(last, match.index) });
    last = match.index + token.length;
    const kind = !token.startsWith('"') ? (/^[tfn]/.test(token) ? 'word' : 'number') : text[last] === ':' ? 'key' : 'string';
    spans.push({ kind, text: token });
  }
  if (last < text.length) spans.push({ kind: 'plain', text: text.slice(last) });
  return spans;
}

// A value on one line, for a table's cell.
export function cellText(value: Json | undefined): string {
  if (value === undefined || value === null) return '';
  return typeof value === 'string' ? value : JSON.stringify(value);
}
