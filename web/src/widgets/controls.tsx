// Small parts that pages are made of: headings, empty states, badges, progress, tables.
import type { ComponentChildren } from 'preact';
import { Icon } from './icons.tsx';
import { notify } from './notices.tsx';
import { text } from './text.ts';

export function PageHead(props: { title: ComponentChildren; lead?: string; children?: ComponentChildren }) {
  return (
    <header class="page-head">
      <div>
        <h1 tabIndex={-1}>{props.title}</h1>
        {props.lead && <p class="lead">{props.lead}</p>}
      </div>
      {props.children && <div class="row">{props.children}</div>}
    </header>
  );
}

// What to do where there is nothing to see.
export function EmptyState(props: { title: string; hint: string; children?: ComponentChildren }) {
  return (
    <div class="empty">
      <p class="empty-title">{props.title}</p>
      <p>{props.hint}</p>
      {props.children && <div class="row centre">{props.children}</div>}
    </div>
  );
}

export function LoadError({ error, retry }: { error: string; retry(): void }) {
  return (
    <div class="callout bad" role="alert">
      <Icon name="warn" />
      <div class="grow">
        <strong>{text().failedToLoad}</strong>
        <p>{error}</p>
      </div>
      <button type="button" class="button small" onClick={retry}>
        {text().retry}
      </button>
    </div>
  );
}

export function Loading() {
  return (
    <p class="muted" role="status">
      {text().loading}
    </p>
  );
}

export function StatusBadge({ status }: { status: number }) {
  const tone = status >= 200 && status < 300 ? 'good' : status === 0 || status >= 500 ? 'bad' : 'warn';
  return <span class={`badge ${tone}`}>{status || '—'}</span>;
}

export function MethodBadge({ method }: { method: string }) {
  return <span class={`method ${method.toLowerCase()}`}>{method === 'DELETE' ? 'DEL' : method}</span>;
}

export function Progress({ fraction, label }: { fraction: number; label: string }) {
  return <progress class="progress" max={1} value={fraction} aria-label={label} />;
}

export function CopyButton({ label, content, done }: { label?: string; content: () => string; done?: string }) {
  const copy = (): void => {
    navigator.clipboard
      .writeText(content())
      .then(() => notify('good', done ?? text().copied))
      .catch((error: unknown) => notify('bad', String(error)));
  };
  return (
    <button type="button" class="button small" onClick={copy}>
      <Icon name="copy" />
      {label ?? text().copy}
    </button>
  );
}

export interface Column<Row> {
  key: string;
  title: string;
  numeric?: boolean;
  narrow?: boolean; // may be left out on a phone
  quiet?: boolean; // the title is for screen readers
  cell(row: Row): ComponentChildren;
}

interface TableProps<Row> {
  caption: string;
  columns: Column<Row>[];
  rows: Row[];
  rowKey(row: Row): string | number;
  detail?(row: Row): ComponentChildren; // shown below the row, over its whole width in sight
}

// A table that scrolls sideways in its own frame, reachable by keyboard.
export function DataTable<Row>(props: TableProps<Row>) {
  const cellClass = (column: Column<Row>): string => `${column.numeric ? 'numeric' : ''} ${column.narrow ? 'narrow' : ''}`;
  return (
    <div class="table-frame" role="region" aria-label={props.caption} tabIndex={0}>
      <table class="table">
        <caption class="visually-hidden">{props.caption}</caption>
        <thead>
          <tr>
            {props.columns.map((column) => (
              <th key={column.key} scope="col" class={cellClass(column)}>
                {column.quiet ? <span class="visually-hidden">{column.title}</span> : column.title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {props.rows.map((row) => [
            <tr key={props.rowKey(row)}>
              {props.columns.map((column) => (
                <td key={column.key} class={cellClass(column)}>
                  {column.cell(row)}
                </td>
              ))}
            </tr>,
            props.detail?.(row) && (
              <tr key={`${props.rowKey(row)} detail`} class="table-detail">
                <td colSpan={props.columns.length}>
                  <div>{props.detail(row)}</div>
                </td>
              </tr>
            ),
          ])}
        </tbody>
      </table>
    </div>
  );
}

// Hands bytes to the person as a file.
export function saveFile(name: string, bytes: Uint8Array<ArrayBuffer>, type = 'application/octet-stream'): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([bytes], { type }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
