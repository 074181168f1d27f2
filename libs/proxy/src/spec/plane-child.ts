/**
 * A data plane in a process of its own, for specs that look at its memory. Its one argument is the
 * plane's options; it talks over IPC.
 */
import { SpecPlane, type PlaneOptions } from './plane';

export interface ChildReport {
  port: number;
  token: string;
  /** Bytes that are in use: now, and the most since the last report. */
  held: number;
  peakHeld: number;
  inFlight: number;
  masked: number;
  ends: (string | undefined)[];
}

const options = JSON.parse(process.argv[2] ?? '{}') as PlaneOptions;
/** At least, and as many times as long as a look took: the program comes before the looking. */
const SAMPLE_MS = 200;
const SHARE = 9;
let peakHeld = 0;

/**
 * What is reachable, in V8's heap and in the buffers beside it. Not what the process has of the
 * system: that counts what V8 has not yet collected, of which it lets 64 MB and a young generation
 * gather, as its own timing has it.
 */
function held(): number {
  // The first one's sweeping of buffers goes on beside the program; the second waits for it.
  globalThis.gc?.();
  globalThis.gc?.();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

function sample(): number {
  const now = held();
  peakHeld = Math.max(peakHeld, now);
  return now;
}

async function main(): Promise<void> {
  const plane = await new SpecPlane(options).start();
  const report = (): void => {
    const now = sample();
    const most = peakHeld;
    peakHeld = now;
    const said: ChildReport = {
      port: plane.port,
      token: plane.token,
      held: now,
      peakHeld: most,
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
  const look = (): void => {
    const from = performance.now();
    sample();
    setTimeout(look, Math.max(SAMPLE_MS, SHARE * (performance.now() - from)));
  };
  look();
  process.on('message', report);
  process.on('disconnect', () => process.exit());
  report();
}
void main();
