// uPlot as every chart here has it: it fills the width of its frame, and is drawn anew when that or the system's colours change.
import uPlot from 'uplot';

export interface PlotStyle {
  colour(name: string): string; // of the custom property `name`
  axis: uPlot.Axis;
}

// Draws into `frame`; answers how to take it away again. `options` is asked for each drawing, for what depends on the style.
export function drawPlot(
  frame: HTMLElement,
  height: number,
  data: uPlot.AlignedData,
  options: (style: PlotStyle) => Omit<uPlot.Options, 'width' | 'height'>,
): () => void {
  let plot: uPlot | undefined;
  const draw = (): void => {
    plot?.destroy();
    const shared = { width: frame.clientWidth, height, legend: { show: false }, cursor: { show: false } };
    plot = new uPlot({ ...shared, ...options(styleOf(frame)) }, data, frame);
  };
  draw();
  const resized = new ResizeObserver(() => {
    if (plot && Math.abs(plot.width - frame.clientWidth) > 1) plot.setSize({ width: frame.clientWidth, height });
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

function styleOf(frame: HTMLElement): PlotStyle {
  const style = getComputedStyle(frame);
  const colour = (name: string): string => style.getPropertyValue(name).trim();
  const font = `11px ${style.fontFamily}`;
  return { colour, axis: { stroke: colour('--muted'), font, ticks: { show: false }, grid: { stroke: colour('--line'), width: 1 } } };
}
