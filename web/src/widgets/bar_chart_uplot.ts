// uPlot behind bar_chart.tsx: bars over names.
import uPlot from 'uplot';
import type { Bar } from './bar_chart.tsx';
import { drawPlot } from './uplot_frame.ts';

const kHeight = 240;

// Draws into `frame`; answers how to take it away again.
export function drawBars(frame: HTMLElement, bars: Bar[]): () => void {
  return drawPlot(frame, kHeight, [bars.map((_, index) => index), bars.map((bar) => bar.value)], ({ colour, axis }) => {
    const room = frame.clientWidth / bars.length;
    return {
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
  });
}
