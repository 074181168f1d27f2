import { OWN_PROVIDER } from '@renum/contracts';
import { DomainError } from '@renum/platform';
import { fieldValue, namesKept, offList, scanTopLevel, type LlmOperation } from '@renum/llm';
import type { ProviderManifest } from '@renum/providers';
import type { Meter } from './meter';
import type { Grant } from './policy';

/**
 * Whether the platform's own credential may stand in at all: for models, and for APIs that sell by
 * the call. A tenant's own provider is at the tenant's own hosts, which must never see such a key.
 */
export const isShareable = ({ id, kind, operations }: ProviderManifest): boolean =>
  !OWN_PROVIDER.test(id) && (kind === 'llm' || operations.some(({ meter }) => meter !== undefined));

/** Operations that leave nothing in the account that another tenant could ask for. */
const STATELESS: ReadonlySet<LlmOperation> = new Set<LlmOperation>([
  'chat',
  'responses',
  'embeddings',
  'models',
  'messages',
  'count_tokens',
  'images',
  'transcriptions',
  'translations',
  'speech',
  'moderations',
]);

const TEXTS: ReadonlySet<LlmOperation> = new Set<LlmOperation>(['chat', 'responses', 'messages']);

/** Fields by which a call reaches what an earlier one, perhaps of somebody else, left there. */
const STATE: ReadonlySet<string> = new Set(['previous_response_id', 'conversation', 'prompt']);
/** Fields by which a call is served faster, at a price that no public list has. */
const TIER: ReadonlySet<string> = new Set(['service_tier', 'speed']);

/**
 * What a call may do with a key that other tenants use, too: nothing that cannot be charged, and
 * nothing that reaches into the account behind it.
 * @throws DomainError `operation_not_allowed`
 */
export function checkShared(
  { manifest, operation, llm }: Grant,
  body: Buffer,
  { bound }: Meter,
): void {
  const { title } = manifest;
  if (llm === undefined && operation.meter === undefined)
    throw denied(`${title}: ${operation.title} is not charged by the call`);
  if (llm !== undefined && !STATELESS.has(llm))
    throw denied(`${title}: ${operation.title} keeps things in the account`);
  if (llm === 'responses' && reachesBack(body))
    throw denied('A response cannot go on from what is kept at the provider');
  if (llm !== undefined && TEXTS.has(llm)) {
    if (namesKept(body)) throw denied('Files and containers in the account may be of others');
    if (isOffList(body)) throw denied(`No price is known for this tier of ${title}`);
  }
  if (!bound.priced) throw denied(`No price is known for this call of ${title}`);
}

function isOffList(body: Buffer): boolean {
  const scan = scanTopLevel(body, TIER);
  if (!scan) return true;
  return offList(...[...TIER].map((name) => fieldValue(body, scan, name))) !== undefined;
}

function reachesBack(body: Buffer): boolean {
  const scan = scanTopLevel(body, STATE);
  if (!scan) return true;
  return [...scan.fields.keys()].some((name) => (fieldValue(body, scan, name) ?? null) !== null);
}

const denied = (why: string): DomainError =>
  new DomainError(
    'operation_not_allowed',
    `${why}, so the platform's key is not for it. Add a key of your own to the vault.`,
  );
