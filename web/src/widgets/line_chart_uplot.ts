// uPlot behind line_chart.tsx: lines over time.
import uPlot from 'uplot';
import type { Line } from './line_chart.tsx';
import { drawPlot } from './uplot_frame.ts';

const kHeight = 260;
const kFormats = [['{h}:{mm}{aa}', '{HH}:{mm}'], ['{h}{aa}', '{HH}:{mm}'], ['{h}', '{HH}'], ['{aa}', ''], ['{M}/{D}/{YY}', '{YYYY}-{MM}-{DD}'], ['{M}/{D}', '{MM}-{DD}']] as const;

// `times` in seconds since 1970. Draws into `frame`; answers how to take it away again.
export function drawLines(frame: HTMLElement, times: number[], lines: Line[]): () => void {
  return drawPlot(frame, kHeight, [times, ...lines.map((line) => line.values)], ({ colour, axis }) => ({
    // The simulator's times are Beijing's, wherever the reader is.
    tzDate: (seconds) => uPlot.tzDate(new Date(seconds * 1000), 'Asia/Shanghai'),
    // As everywhere in the console: 24 hours, dates year first.
    fmtDate: (template) => uPlot.fmtDate(kFormats.reduce((text, [from, to]) => text.replaceAll(from, to), template)),
    axes: [axis, { ...axis, size: 56 }],
    series: [
      {},
      ...lines.map((_, at) => ({
        stroke: colour(`--line-${at + 1}`),
        width: 1.6,
        spanGaps: true, // tags seldom have a point in every step
        points: { show: times.length < 40, size: 5, fill: colour(`--line-${at + 1}`) },
      })),
    ],
  }));
}
