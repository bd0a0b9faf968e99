// Lines over time, drawn by uPlot, which is loaded only where a chart is shown. The numbers must also stand in a table: to a screen
// reader it is one picture with its label.
import { useEffect, useRef } from 'preact/hooks';
import { theme } from './theme.ts';

export interface Line {
  name: string;
  values: (number | null)[]; // one for each time; null where there is nothing
}

export const kMaxLines = 6; // as many as there are colours

export function LineChart({ label, times, lines }: { label: string; times: number[]; lines: Line[] }) {
  const frame = useRef<HTMLDivElement>(null);
  const scheme = theme.value;
  const shape = JSON.stringify([times, lines]);
  useEffect(() => {
    let gone = false;
    let remove: (() => void) | undefined;
    void import('./line_chart_uplot.ts').then(({ drawLines }) => {
      if (!gone && frame.current) remove = drawLines(frame.current, times, lines);
    }, () => undefined);
    return () => {
      gone = true;
      remove?.();
    };
  }, [shape, scheme]);
  return (
    <figure class="chart">
      <figcaption>{label}</figcaption>
      <div ref={frame} class="chart-frame" role="img" aria-label={label} />
      {lines.length > 1 && (
        <ul class="row legend">
          {lines.map((line, at) => (
            <li key={line.name} class="row tight">
              <span class={`swatch line-${at + 1}`} aria-hidden="true" />
              <span class="break">{line.name}</span>
            </li>
          ))}
        </ul>
      )}
    </figure>
  );
}
