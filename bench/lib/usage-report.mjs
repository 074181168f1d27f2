import { table } from './report.mjs';

const number = (/** @type {number} */ value) => Math.round(value).toLocaleString('en');

/** @param {any} measured what processes/usage.mjs says */
export function ingestTable({ events, writers }) {
  const [base] = writers;
  const rows = writers.map((/** @type {any} */ one) => [
    one.name,
    number(one.rows),
    number(one.perSecond),
    `${(one.perSecond / base.perSecond).toFixed(2)} ×`,
  ]);
  return `A month of ${number(events)} events:\n\n${table(['Writer', 'rows', 'rows/s', 'of COPY'], rows)}`;
}

/** @param {any} measured */
export function questionsTable({ questions, invoice }) {
  const rows = questions.map((/** @type {any} */ { name, rows: found, ms }) => [
    name,
    number(found),
    `${number(ms)} ms`,
  ]);
  const { invoiceNano, chargesNano, expectedNano, lines, ms } = invoice;
  const same = invoiceNano === chargesNano && invoiceNano === expectedNano;
  return (
    `${table(['Question, 30 days', 'rows', 'middle of five'], rows)}\n\n` +
    `Invoice of the month: ${lines} lines in ${number(ms)} ms; ${invoiceNano} nano-units, ` +
    `${same ? 'the same as' : 'NOT'} the sum of its charges (${chargesNano}) and of what the events ` +
    `must cost (${expectedNano}).`
  );
}
