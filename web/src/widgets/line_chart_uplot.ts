// uPlot behind line_chart.tsx: lines over time, redrawn when the frame's width or the system's colours change.
import uPlot from 'uplot';
import type { Line } from './line_chart.tsx';

const kHeight = 260;
const kFormats = [['{h}:{mm}{aa}', '{HH}:{mm}'], ['{h}{aa}', '{HH}:{mm}'], ['{h}', '{HH}'], ['{aa}', ''], ['{M}/{D}/{YY}', '{YYYY}-{MM}-{DD}'], ['{M}/{D}', '{MM}-{DD}']] as const;

// `times` in seconds since 1970. Draws into `frame`; answers how to take it away again.
export function drawLines(frame: HTMLElement, times: number[], lines: Line[]): () => void {
  let plot: uPlot | undefined;
  const draw = (): void => {
    plot?.destroy();
    plot = new uPlot(options(frame, times.length, lines), [times, ...lines.map((line) => line.values)], frame);
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

function options(frame: HTMLElement, points: number, lines: Line[]): uPlot.Options {
  const style = getComputedStyle(frame);
  const colour = (name: string): string => style.getPropertyValue(name).trim();
  const font = `11px ${style.fontFamily}`;
  const axis = { stroke: colour('--muted'), font, ticks: { show: false }, grid: { stroke: colour('--line'), width: 1 } };
  return {
    width: frame.clientWidth,
    height: kHeight,
    legend: { show: false },
    cursor: { show: false },
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
        points: { show: points < 40, size: 5, fill: colour(`--line-${at + 1}`) },
      })),
    ],
  };
}
