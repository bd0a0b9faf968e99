// A bar chart of named values, drawn by uPlot, which is loaded only where a chart is shown. The numbers must also stand in a table:
// the picture is hidden from screen readers but for its label.
import { useChart } from './use_chart.ts';

export interface Bar {
  name: string;
  value: number;
}

export function BarChart({ label, bars }: { label: string; bars: Bar[] }) {
  const frame = useChart(JSON.stringify(bars), async () => {
    const { drawBars } = await import('./bar_chart_uplot.ts');
    return (place) => drawBars(place, bars);
  });
  return (
    <figure class="chart">
      <figcaption>{label}</figcaption>
      <div ref={frame} class="chart-frame" role="img" aria-label={label} />
    </figure>
  );
}
