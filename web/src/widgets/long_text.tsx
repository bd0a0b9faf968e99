// A value of a record in a table's cell: the beginning of a long one, and a button for the rest, so that one list does not push all other
// records out of sight.
import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { text } from './text.ts';

const kShown = 160; // characters

// Not a component for what is short: a page of wide records has many thousands of cells.
export function valueCell(content: string): ComponentChildren {
  return content.length <= kShown ? content : <LongText content={content} />;
}

function LongText({ content }: { content: string }) {
  const [open, setOpen] = useState(false);
  return (
    <div class="long-text">
      {open ? content : `${content.slice(0, kShown).replace(/[\ud800-\udbff]$/, '')}…`}{' '}
      <button type="button" class="link-button" aria-expanded={open} onClick={() => setOpen(!open)}>
        {open ? text().less : text().more}
      </button>
    </div>
  );
}
