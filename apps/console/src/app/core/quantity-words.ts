import type { UsageFigures } from '@renum/contracts';

/** What the platform counts itself; a provider's meter is its own word, such as `credits`. */
const UNITS: Readonly<Record<string, string>> = {
  sandbox_seconds: 's',
  egress_mb: 'MB',
  storage_gb_hours: 'GB-hours',
};

const number = new Intl.NumberFormat('en', { maximumFractionDigits: 3 });

/** `99.992 s`; nothing where no meter, or more than one, has counted. */
export const quantityWords = ({
  unitsMilli,
  meter,
}: Pick<UsageFigures, 'unitsMilli' | 'meter'>): string =>
  meter === undefined
    ? ''
    : `${number.format(unitsMilli / 1000)} ${UNITS[meter] ?? meter.replaceAll('_', ' ')}`;
