// Lines over time, drawn by uPlot, which is loaded only where a chart is shown. The numbers must also stand in a table: to a screen
// reader it is one picture with its label.
import { useChart } from './use_chart.ts';

export interface Line {
  name: string;
  values: (number | null)[]; // one for each time; null where there is nothing
}

export const kMaxLines = 6; // as many as there are colours

export function LineChart({ label, times, lines }: { label: string; times: number[]; lines: Line[] }) {
  const frame = useChart(JSON.stringify([times, lines]), async () => {
    const { drawLines } = await import('./line_chart_uplot.ts');
    return (place) => drawLines(place, times, lines);
  });
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
