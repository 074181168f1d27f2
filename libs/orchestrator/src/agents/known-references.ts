import { isDeepStrictEqual } from 'node:util';
import type { AgentConfig, ProviderGrant } from '@renum/contracts';
import type { EntityManager } from '@renum/database';
import { DomainError } from '@renum/platform';
import type { ProviderDirectory } from '@renum/providers';

/**
 * What a new version of an agent names must be there, and be the tenant's own. What it names as the
 * version `before` did may be gone since: that must not keep anybody from changing the rest.
 * @throws DomainError `not_found` for ids, `validation_failed` for providers and operations
 */
export async function requireKnown(
  em: EntityManager,
  providers: Pick<ProviderDirectory, 'find'>,
  config: AgentConfig,
  before?: AgentConfig,
): Promise<void> {
  for (const { provider, credentialId } of [config.model, ...(config.model.fallbacks ?? [])])
    await requireCredential(em, provider, credentialId);
  const old: object[] = [...(before?.grants ?? []), ...(before?.connections ?? [])];
  const isOld = (grant: object): boolean => old.some((each) => isDeepStrictEqual(each, grant));
  for (const [index, grant] of config.grants.entries()) {
    if (isOld(grant)) continue;
    await requireCredential(em, grant.provider, grant.credentialId);
    await requireOperations(em, providers, grant, `config.grants.${index}`);
  }
  for (const grant of config.connections) {
    if (isOld(grant)) continue;
    const found = await em.execute('select 1 from connections where id = ?', [grant.connectionId]);
    if (found.length === 0) throw new DomainError('not_found', 'There is no such connection.');
  }
}

/**
 * A credential that is named must be the tenant's own and of its provider. A revoked one is allowed:
 * it may be about to be replaced, and a run says clearly what is wrong.
 */
async function requireCredential(
  em: EntityManager,
  provider: string,
  credentialId: string | undefined,
): Promise<void> {
  if (!credentialId) return;
  const found = await em.execute('select 1 from credentials where id = ? and provider = ?', [
    credentialId,
    provider,
  ]);
  if (found.length > 0) return;
  throw new DomainError('not_found', `There is no such credential for ${provider}.`);
}

async function requireOperations(
  em: EntityManager,
  providers: Pick<ProviderDirectory, 'find'>,
  { provider, operations }: ProviderGrant,
  at: string,
): Promise<void> {
  const manifest = await providers.find(provider, em);
  if (!manifest) throw invalid(`${at}.provider`, `There is no provider "${provider}".`);
  if (manifest.kind === 'llm')
    throw invalid(`${at}.provider`, `${manifest.title} is for models: choose it as the model.`);
  if (typeof operations === 'string') return;
  const known = new Set(manifest.operations.map(({ id }) => id));
  const missing = operations.filter((id) => !known.has(id));
  if (missing.length > 0)
    throw invalid(
      `${at}.operations`,
      `${manifest.title} has no operation ${missing.slice(0, 5).join(', ')}.`,
    );
}

const invalid = (path: string, message: string): DomainError =>
  new DomainError('validation_failed', message, { details: { errors: [{ path, message }] } });
