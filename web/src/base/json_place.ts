// Where in a JSON text a certain text stands, so that it can be edited in place and the rest stays as it was written.

export interface JsonText {
  path: string; // "spec.code"
  value: string;
  from: number; // of the literal with its quotes, [from, to)
  to: number;
}

const kToken = /"(?:[^"\\]|\\.)*"|[{}[\],:]|[^\s"{}[\],:]+/g;

// The first member with a text whose path is one of `paths`. Nothing when `text` is no JSON object or has no such member.
export function findJsonText(text: string, paths: string[]): JsonText | undefined {
  try {
    JSON.parse(text);
  } catch {
    return undefined;
  }
  const found: JsonText[] = [];
  const path: string[] = [];
  let key = ''; // the member whose value comes next
  let previous = '';
  for (const match of text.matchAll(kToken)) {
    const token = match[0];
    if (token === '{' || token === '[') {
      path.push(key);
      key = token === '[' ? '[]' : '';
    } else if (token === '}' || token === ']') {
      key = path.pop() ?? '';
    } else if (token.startsWith('"') && previous === ':') {
      const here = [...path.slice(1), key].join('.');
      if (paths.includes(here)) found.push({ path: here, value: JSON.parse(token) as string, from: match.index, to: match.index + token.length });
    } else if (token.startsWith('"') && key !== '[]') {
      key = JSON.parse(token) as string;
    }
    previous = token;
  }
  return found[0];
}
