// What the charts share: a frame in which uPlot draws, again whenever the data or the theme changes. The drawing code is loaded only where a
// chart is shown; where it cannot be, the frame stays empty, so the numbers must also stand in a table.
import { useEffect, useRef } from 'preact/hooks';
import type { RefObject } from 'preact';
import { theme } from './theme.ts';

export type Draw = (frame: HTMLElement) => () => void; // answers how to take it away again

// `shape` is another text when the data is other data. Answers the ref that the frame is to have.
export function useChart(shape: string, load: () => Promise<Draw>): RefObject<HTMLDivElement | null> {
  const frame = useRef<HTMLDivElement>(null);
  const scheme = theme.value;
  useEffect(() => {
    let gone = false;
    let remove: (() => void) | undefined;
    void load().then((draw) => {
      if (!gone && frame.current) remove = draw(frame.current);
    }, () => undefined);
    return () => {
      gone = true;
      remove?.();
    };
  }, [shape, scheme]);
  return frame;
}
