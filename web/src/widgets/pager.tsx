// Steps through a list that is shown a page at a time: where one is, and links to the pages beside it.
import { sinkText } from './sink_text.ts';
import { formatCount } from './text.ts';

export interface PagerProps {
  from: number; // the first entry shown, from 0
  shown: number;
  total: number | undefined; // undefined when it is not known
  size: number; // entries of a page
  place(from: number): string; // the address of the page that begins at an entry
}

export function Pager({ from, shown, total, size, place }: PagerProps) {
  const texts = sinkText();
  const more = total === undefined ? shown === size : from + shown < total;
  if (from === 0 && !more) return null;
  const [first, last] = [formatCount(from + 1), formatCount(from + shown)];
  return (
    <nav class="row pager" aria-label={texts.pages}>
      <span class="muted numeric">{total === undefined ? texts.sofar(first, last) : texts.range(first, last, formatCount(total))}</span>
      <div class="row tight">
        {from > 0 && (
          <a class="button small" href={place(Math.max(0, from - size))}>
            {texts.previous}
          </a>
        )}
        {more && (
          <a class="button small" href={place(from + size)}>
            {texts.next}
          </a>
        )}
      </div>
    </nav>
  );
}
