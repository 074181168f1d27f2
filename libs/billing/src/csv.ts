const FORMULA = /^[=+\-@\t\r]/;
const NUMBER = /^-?\d+(\.\d+)?$/;

/** One line, RFC 4180. Names are anybody's text: spreadsheets must not take them for formulas. */
export const csvLine = (cells: readonly (string | number | undefined | null)[]): string =>
  `${cells.map((value) => cell(String(value ?? ''))).join(',')}\r\n`;

function cell(value: string): string {
  const safe = FORMULA.test(value) && !NUMBER.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
