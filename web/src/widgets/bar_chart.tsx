// A bar chart of named values, drawn by uPlot, which is loaded only where a chart is shown. The numbers must also stand in a table:
// the picture is hidden from screen readers but for its label.
import { useEffect, useRef } from 'preact/hooks';
import { theme } from './theme.ts';

export interface Bar {
  name: string;
  value: number;
}

export function BarChart({ label, bars }: { label: string; bars: Bar[] }) {
  const frame = useRef<HTMLDivElement>(null);
  const scheme = theme.value;
  const shape = JSON.stringify(bars);
  useEffect(() => {
    let gone = false;
    let remove: (() => void) | undefined;
    void import('./bar_chart_uplot.ts').then(({ drawBars }) => {
      if (!gone && frame.current) remove = drawBars(frame.current, bars);
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
    </figure>
  );
}
