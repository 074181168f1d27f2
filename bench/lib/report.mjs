const ms = (/** @type {number} */ value) => `${value.toFixed(2)} ms`;
const times = (/** @type {number} */ value) => `${value.toFixed(2)} ×`;

/** @param {string[]} head @param {string[][]} rows */
export function table(head, rows) {
  const line = (/** @type {string[]} */ cells) => `| ${cells.join(' | ')} |`;
  return [
    line(head),
    line(head.map((_, at) => (at === 0 ? '---' : '---:'))),
    ...rows.map(line),
  ].join('\n');
}

/** @param {any[]} results @param {any} base whose figures are 1 */
export function requestsTable(results, base) {
  return table(
    [
      'Tool proxy',
      'requests/s',
      'of bare',
      'CPU/request',
      'of bare',
      'with services',
      'p50',
      'p99',
    ],
    results.map((one) => [
      one.name,
      Math.round(one.perSecond).toLocaleString('en'),
      times(one.perSecond / base.perSecond),
      `${one.cpu.toFixed(1)} µs`,
      times(one.cpu / base.cpu),
      `${(one.cpu + one.cpuAround).toFixed(1)} µs`,
      ms(one.p50),
      ms(one.p99),
    ]),
  );
}

/** @param {any} ours @param {any} bare @param {any} [portkey] */
export function goals(ours, bare, portkey) {
  const lines = [];
  const ratio = (/** @type {any} */ other) => ours.perSecond / other.perSecond;
  if (ours && bare)
    lines.push(`- of bare node + undici: ${times(ratio(bare))} (goal: 0.5 × or more)`);
  if (ours && portkey)
    lines.push(`- of Portkey's gateway: ${times(ratio(portkey))} (goal: 5 × or more)`);
  return lines.join('\n');
}

/** @param {any[]} results @param {any} direct @param {string} bare whose added time is 1 */
export function aloneTable(results, direct, bare) {
  const added = (/** @type {any} */ one) => one.p50 - direct.p50;
  const base = added(results.find(({ name }) => name === bare));
  return table(
    ['Tool proxy', 'p50', 'added', 'of bare', 'p99'],
    results.map((one) => [
      one.name,
      ms(one.p50),
      ms(added(one)),
      times(added(one) / base),
      ms(one.p99),
    ]),
  );
}

/** @param {any[]} results @param {any} direct the provider without anything in between */
export function streamsTable(results, direct) {
  return table(
    ['LLM stream', 'first event p50', 'added', 'first event p99', 'added'],
    results.map((one) => [
      one.name,
      ms(one.p50),
      ms(one.p50 - direct.p50),
      ms(one.p99),
      ms(one.p99 - direct.p99),
    ]),
  );
}
