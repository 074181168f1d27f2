import type { MoneyView, RerateView } from '@renum/contracts';

/** Nano-units as units, with all the digits that they have. */
function amount({ nano, currency }: MoneyView): string {
  const sign = nano.startsWith('-') ? '-' : '';
  const digits = nano.replace('-', '').padStart(10, '0');
  const fraction = digits.slice(-9);
  const shown = fraction.slice(0, 2) + fraction.slice(2).replace(/0+$/, '');
  return `${sign}${digits.slice(0, -9)}.${shown} ${currency}`;
}

/** For a person at a terminal. */
export function rateReport(view: RerateView): string {
  const { invoice, applied } = view;
  const lines = view.lines.map(({ item, before, after, events, changed, ...who }) => [
    who.agentName ?? who.apiKeyName ?? '',
    item,
    `${changed} of ${events}`,
    amount(before),
    amount(after),
    amount({ ...before, nano: String(BigInt(after.nano) - BigInt(before.nano)) }),
  ]);
  const table = columns([
    ['Agent or app', 'Item', 'Events', 'Before', 'After', 'Difference'],
    ...lines,
  ]);
  const billed = invoice && `It is on the invoice ${invoice.number ?? '(draft)'}.`;
  const sum = `${amount(view.before)} becomes ${amount(view.after)}: ${amount(view.difference)}`;
  const done = applied
    ? view.correctionId
      ? `Written, billed in ${view.into}: correction ${view.correctionId}.`
      : 'There was nothing to correct.'
    : 'Nothing was written. Add --apply to write it.';
  return [
    `${view.month}: ${view.changed} of ${view.events} events change. ${billed ?? ''}`.trimEnd(),
    ...(lines.length > 0 ? ['', ...table, ''] : []),
    sum,
    done,
  ].join('\n');
}

function columns(rows: readonly (readonly string[])[]): string[] {
  const widths =
    rows[0]?.map((_, at) => Math.max(...rows.map((row) => row[at]?.length ?? 0))) ?? [];
  return rows.map((row) =>
    row
      .map((cell, at) => (at < 2 ? cell.padEnd(widths[at] ?? 0) : cell.padStart(widths[at] ?? 0)))
      .join('  ')
      .trimEnd(),
  );
}
