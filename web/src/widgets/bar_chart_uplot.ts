// uPlot behind bar_chart.tsx: bars over names, redrawn when the frame's width or the system's colours change.
import uPlot from 'uplot';
import type { Bar } from './bar_chart.tsx';

const kHeight = 240;

// Draws into `frame`; answers how to take it away again.
export function drawBars(frame: HTMLElement, bars: Bar[]): () => void {
  let plot: uPlot | undefined;
  const draw = (): void => {
    plot?.destroy();
    plot = new uPlot(options(frame, bars), [bars.map((_, index) => index), bars.map((bar) => bar.value)], frame);
  };
  draw();
  const resized = new ResizeObserver(() => {
    if (plot && Math.abs(plot.width - frame.clientWidth) > 1) plot.setSize({ width: frame.clientWidth, height: kHeight });
  });
  resized.observe(frame);
  const scheme = matchMedia('(prefers-color-scheme: dark)');
  scheme.addEventListener('change', draw);
  return () => {
    resized.disconnect();
    scheme.removeEventListener('change', draw);
    plot?.destroy();
  };
}

function options(frame: HTMLElement, bars: Bar[]): uPlot.Options {
  const style = getComputedStyle(frame);
  const colour = (name: string): string => style.getPropertyValue(name).trim();
  const font = `11px ${style.fontFamily}`;
  const axis = { stroke: colour('--muted'), font, ticks: { show: false }, grid: { stroke: colour('--line'), width: 1 } };
  const room = frame.clientWidth / bars.length;
  return {
    width: frame.clientWidth,
    height: kHeight,
    legend: { show: false },
    cursor: { show: false },
    scales: { x: { time: false, range: [-0.6, bars.length - 0.4] }, y: { range: (_, low, high) => [Math.min(0, low), Math.max(1, high * 1.1)] } },
    axes: [
      {
        ...axis,
        grid: { show: false },
        splits: () => bars.map((_, index) => index),
        values: (_, splits) => splits.map((index) => bars[index]?.name ?? ''),
        rotate: room < 34 ? -90 : 0,
        size: room < 34 ? 44 : 28,
      },
      { ...axis, size: 40 },
    ],
    series: [{}, { paths: uPlot.paths.bars!({ size: [0.62, 40] }), fill: colour('--accent'), stroke: colour('--accent'), points: { show: false } }],
  };
}
