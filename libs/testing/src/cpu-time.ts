/**
 * What `work` gives, and the milliseconds of processor time it takes in this process. Unlike the time
 * that passes, they do not grow while a busy machine lets the process wait.
 */
export function cpuTime<T>(work: () => T): { result: T; ms: number } {
  const before = process.cpuUsage();
  const result = work();
  const { user, system } = process.cpuUsage(before);
  return { result, ms: (user + system) / 1_000 };
}
