/** The upper end of a place of `run_hourly.latency`, in ms; the last one has none. */
const endOf = (place: number): number => 100 * 2 ** ((place - 1) / 4);

/**
 * What a share of all runs stays below, in ms; undefined without any. Within a place runs are taken
 * to be spread evenly, so that it is off by half of a place, 9 %, at most.
 *
 * @param counts how many runs are in each place, from the first
 * @param share from 0 to 1
 */
export function quantile(counts: readonly number[], share: number): number | undefined {
  const total = counts.reduce((sum, count) => sum + count, 0);
  if (total === 0) return undefined;
  const wanted = share * total;
  let before = 0;
  for (const [index, count] of counts.entries()) {
    if (count > 0 && before + count >= wanted) {
      const place = index + 1;
      const low = place === 1 ? 0 : endOf(place - 1);
      return Math.round(low + ((wanted - before) / count) * (endOf(place) - low));
    }
    before += count;
  }
  return undefined;
}
