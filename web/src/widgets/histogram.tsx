// Counts as bars, a small drawing without a library. The numbers must also stand in a table: to a screen reader it is one picture with
// its label.

export interface HistogramBar {
  name: string; // shown when pointed at
  value: number;
}

const kHeight = 72;
const kStep = 10; // units of the drawing per bar; it is stretched to the width there is
const kGap = 1.5;

export function Histogram({ label, bars }: { label: string; bars: HistogramBar[] }) {
  const most = Math.max(1, ...bars.map((bar) => bar.value));
  return (
    <svg class="histogram" role="img" aria-label={label} viewBox={`0 0 ${bars.length * kStep} ${kHeight}`} preserveAspectRatio="none">
      {bars.map((bar, at) => {
        // What is there at all is seen: a bar is at least a line.
        const height = bar.value === 0 ? 0 : Math.max(1.5, (bar.value / most) * kHeight);
        return (
          <g key={at}>
            <title>{`${bar.name}: ${bar.value}`}</title>
            <rect class="histogram-room" x={at * kStep} y={0} width={kStep} height={kHeight} />
            <rect class="histogram-bar" x={at * kStep + kGap / 2} y={kHeight - height} width={kStep - kGap} height={height} />
          </g>
        );
      })}
    </svg>
  );
}
