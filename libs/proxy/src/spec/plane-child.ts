/**
 * A data plane in a process of its own, for specs that look at its memory. Its one argument is the
 * plane's options; it talks over IPC.
 */
import { SpecPlane, type PlaneOptions } from './plane';

export interface ChildReport {
  port: number;
  token: string;
  /** Bytes: now, after a collection, and the most since the last report. */
  rss: number;
  peakRss: number;
  inFlight: number;
  masked: number;
  ends: (string | undefined)[];
}

const options = JSON.parse(process.argv[2] ?? '{}') as PlaneOptions;
let peakRss = 0;
const sample = (): void => {
  peakRss = Math.max(peakRss, process.memoryUsage.rss());
};

async function main(): Promise<void> {
  const plane = await new SpecPlane(options).start();
  const report = (): void => {
    sample();
    const most = peakRss;
    globalThis.gc?.();
    const rss = process.memoryUsage.rss();
    peakRss = rss;
    const said: ChildReport = {
      port: plane.port,
      token: plane.token,
      rss,
      peakRss: most,
      inFlight: plane.gates.inFlight,
      masked: plane.masked.reduce((sum, { times }) => sum + times, 0),
      ends: [...plane.billed.values()].map(
        ({ result, cancelled }) =>
          result?.estimatedReason ?? (result ? 'exact' : cancelled ? 'cancelled' : undefined),
      ),
    };
    plane.billed.clear();
    plane.masked.length = 0;
    process.send?.(said);
  };
  setInterval(sample, 5);
  process.on('message', report);
  process.on('disconnect', () => process.exit());
  report();
}
void main();
