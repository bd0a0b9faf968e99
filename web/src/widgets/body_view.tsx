// Shows the bytes of a body or an object: JSON in colour, other text as it is, gzip unpacked, anything else as hexadecimal.
import { useEffect, useState } from 'preact/hooks';
import { decodeText, formatBytes, gunzip, hexDump, isGzip, type Bytes } from '../base/bytes.ts';
import { colourJson, parseJson, prettyJson } from '../base/json.ts';
import { text } from './text.ts';

const kShown = 200_000; // bytes of text; more would make the page slow
const kColoured = 60_000;

export function BodyView({ bytes, label }: { bytes: Bytes; label: string }) {
  const [unpacked, setUnpacked] = useState<Bytes>();
  useEffect(() => {
    setUnpacked(undefined);
    if (isGzip(bytes)) gunzip(bytes).then(setUnpacked, () => setUnpacked(undefined));
  }, [bytes]);
  const shown = unpacked ?? bytes;
  const whole = decodeText(shown.length > kShown ? shown.slice(0, lastLineEnd(shown)) : shown);
  const texts = text().buckets;
  const notes = [
    unpacked ? texts.unzipped : '',
    whole === undefined ? texts.binary : '',
    whole !== undefined && shown.length > kShown ? texts.cut(formatBytes(kShown), formatBytes(shown.length)) : '',
  ].filter(Boolean);
  return (
    <>
      {notes.length > 0 && <p class="muted small-text">{notes.join(' · ')}</p>}
      <pre class="code" tabIndex={0} aria-label={label}>
        {whole === undefined ? hexDump(shown) : <TextView content={whole} />}
      </pre>
    </>
  );
}

function TextView({ content }: { content: string }) {
  if (!/^\s*[{[]/.test(content)) return <>{content}</>;
  const pretty = parseJson(content) === undefined ? content : prettyJson(content);
  if (pretty.length > kColoured) return <>{pretty}</>;
  return (
    <>
      {colourJson(pretty).map((span, index) =>
        span.kind === 'plain' ? (
          span.text
        ) : (
          <span key={index} class={`json-${span.kind}`}>
            {span.text}
          </span>
        ),
      )}
    </>
  );
}

// Cuts at a line's end so that no character is torn.
function lastLineEnd(bytes: Uint8Array): number {
  const end = bytes.lastIndexOf(10, kShown);
  if (end > 0) return end;
  let cut = kShown;
  while (cut > 0 && (bytes[cut]! & 0xc0) === 0x80) cut--;
  return cut;
}
