// The console's icons: strokes on a 16 by 16 grid, in the colour of the text, never read aloud.

const kPaths = {
  start: 'M3 2.5l10 5.5-10 5.5z',
  api: 'M5.5 4L2 8l3.5 4M10.5 4L14 8l-3.5 4',
  repos: 'M2.5 4c0-1 2.5-1.8 5.5-1.8S13.500 3 13.500 4 11 5.800 8 5.800 2.500 5 2.500 4zM2.500 4v8c0 1 2.500 1.800 5.500 1.800s5.500-.8 5.500-1.800V4M2.500 8c0 1 2.500 1.800 5.500 1.800S13.500 9 13.500 8',
  sql: 'M2.500 3.500h11M2.500 8h6M2.500 12.500h4M10 10l3 1.800-3 1.800z',
  buckets: 'M2.500 4.500h11l-1.200 8.300a1 1 0 0 1-1 .9H4.700a1 1 0 0 1-1-.9zM4.500 4.500a3.500 3 0 0 1 7 0',
  sinks: 'M8 2.500v6M5 6l3 3 3-3M2.500 9.500v4h11v-4',
  plugins: 'M6 2.500v3M10 2.500v3M4 5.500h8v3a4 4 0 0 1-8 0zM8 12.500v2',
  journal: 'M3.500 2.500h9v11h-9zM6 5.500h4M6 8h4M6 10.500h2.500',
  state: 'M2.500 2.500h8.500l2.500 2.500v8.500h-11zM5 2.500v3.500h5V2.500M5 13.500V9.500h6v4',
  play: 'M4.500 2.800l8 5.200-8 5.200z',
  pause: 'M5 3v10M11 3v10',
  next: 'M3.500 3l6.500 5-6.500 5zM12.500 3v10',
  real: 'M8 2a6 6 0 1 0 0 12A6 6 0 0 0 8 2zM8 4.800V8l2.300 1.600',
  close: 'M3.500 3.500l9 9M12.500 3.500l-9 9',
  copy: 'M5.500 5.500h8v8h-8zM10.500 5.500v-3h-8v8h3',
  trash: 'M2.500 4.500h11M6 4.500v-2h4v2M4 4.500l.7 9h6.600l.7-9',
  download: 'M8 2.500v8M4.500 7.500L8 11l3.500-3.500M3 13.500h10',
  theme: 'M8 2a6 6 0 1 0 0 12zM8 2a6 6 0 0 1 0 12',
  plus: 'M8 3v10M3 8h10',
  check: 'M3 8.500l3.300 3.300L13 4.500',
  warn: 'M8 2.200L14.500 13.500h-13zM8 6.500v3.300M8 11.600v.3',
  chevron: 'M4 6l4 4 4-4',
  back: 'M9.500 3.500L5 8l4.500 4.500',
} as const;

export type IconName = keyof typeof kPaths;

export function Icon({ name }: { name: IconName }) {
  return (
    <svg class="icon" viewBox="0 0 16 16" width="16" height="16" aria-hidden="true" focusable="false">
      <path d={kPaths[name]} fill="none" stroke="currentColor" stroke-width="1.4" stroke-linecap="round" stroke-linejoin="round" />
    </svg>
  );
}
