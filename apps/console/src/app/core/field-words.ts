/** What the forms call the fields of the API, where that is not the field's own name. */
const LABELS: Readonly<Record<string, string>> = {
  agentId: 'Agent',
  amountNano: 'Amount',
  apiKeyId: 'App',
  clientId: 'Client ID',
  clientSecretJwe: 'Client secret',
  credentialId: 'Key',
  docsUrl: 'Documentation',
  effectiveFrom: 'In force from',
  expiresAt: 'Last day',
  fallbackAfterSeconds: 'Seconds to the first word',
  fields: 'Key',
  limitNano: 'Limit',
  markupBp: 'Margin',
  maxCostNano: 'Cost',
  maxOutputTokens: 'Length of an answer',
  maxSeconds: 'Seconds',
  maxSteps: 'Steps',
  'model.name': 'Model',
  netNano: 'Amount',
  openapi: 'OpenAPI file',
  ownerEmail: 'Email of its first owner',
  priceNano: 'Price',
  sampleRate: 'How many',
  secret: 'Key',
  secretJwe: 'Key',
  slug: 'Short name',
  taxBp: 'Rate of the tax',
  taxName: 'Tax',
  url: 'Address',
  baseUrl: 'Base URL',
};

/** `config.limits.maxSteps` -> `Steps`, `rules.fees.2.key` -> `Key` */
export function fieldLabel(path: string): string {
  const names = path.split(/[./]/).filter((part) => part !== '' && !/^\d+$/.test(part));
  const name = names.at(-1) ?? '';
  const words = name.replaceAll(/([a-z])([A-Z])/g, '$1 $2').toLowerCase();
  return LABELS[names.slice(-2).join('.')] ?? LABELS[name] ?? capital(words);
}

/** What the API says of a field, as a sentence for whoever filled it in. */
export function fieldSentence(path: string, message: string): string {
  const label = fieldLabel(path);
  const told = /[.!?]$/.test(message) ? message : `${message}.`;
  if (label === '') return capital(told);
  // "is empty" goes on from the name; what is a sentence of its own comes after it.
  return VERB.test(told) ? `${label} ${told}` : `${label}: ${told}`;
}

const VERB = /^(is|are|has|does|must|needs|names)\b/;
const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
