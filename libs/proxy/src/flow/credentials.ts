import { isDomainError, tenantContext } from '@renum/platform';
import { injectedInto, withTokens, type Injected, type ProviderManifest } from '@renum/providers';
import { SecretMatcher } from '../scrub/matcher';
import { actorOf, type Caller } from './caller';
import { destinationOf, type Destination } from './destination';
import { ExpiringCache } from './expiring-cache';
import type { Invalidations } from './invalidations';
import { isShareable } from './platform-use';

/** What the vault gives; see @renum/vault. Each `open` is audited there before it answers. */
export interface Vault {
  resolve(wanted: {
    tenantId: string;
    provider: string;
    credentialId?: string;
  }): Promise<{ credentialId: string }>;
  open(wanted: {
    tenantId: string;
    credentialId: string;
    purpose: string;
    /** On whose behalf, when that is another tenant. */
    forTenantId?: string;
  }): Promise<{
    credentialId: string;
    version: number;
    value: string;
    baseUrl?: string;
    standIn: boolean;
    expiresAt?: Date;
    /** `oauth2` for a connected account. */
    kind?: string;
    /** What else of it must never come back. */
    hidden?: readonly string[];
  }>;
  /** The tenant of the platform's own credentials, where this tenant may use them. */
  platformFor?(tenantId: string): Promise<string | undefined>;
  /** The provider answered 401 to this version's token, before its time. */
  refused?(wanted: { tenantId: string; credentialId: string; version: number }): Promise<void>;
}

/** A credential made ready for calls. Lives in memory only, for a minute at most. */
export interface ReadyCredential {
  /** Whose it is. */
  tenantId: string;
  /** The platform's, which another tenant may use: who that is. */
  forTenantId?: string;
  /** The platform pays the provider, and the tenant the platform. */
  platformKey?: true;
  credentialId: string;
  destination: Destination;
  /** Where the secret travels; the caller's own values there are dropped. */
  injected: Injected;
  matcher: SecretMatcher;
  expiresAt?: Date;
  /** Of a connected account: which of its tokens this is. */
  tokenVersion?: number;
}

const FORGETTING: ReadonlySet<string> = new Set(['credential', 'provider', 'tenant']);
const CACHE_LIMIT = 500;
const KEEP_MS = 60_000;

/** Resolves, opens and keeps credentials; forgets them at the first word of a change. */
export class Credentials {
  private readonly cache: ExpiringCache<ReadyCredential>;

  constructor(
    private readonly vault: Vault,
    private readonly standInUrl: string | undefined,
    invalidations: Pick<Invalidations, 'live' | 'onChange'>,
    private readonly onFault: (error: unknown, credentialId: string) => void = () => undefined,
  ) {
    // Deaf to changes, every call asks the vault again.
    this.cache = new ExpiringCache(CACHE_LIMIT, (ready) =>
      invalidations.live ? Math.min(KEEP_MS, lifeLeft(ready)) : 0,
    );
    invalidations.onChange((change) => {
      if (change === 'all') return this.cache.clear();
      // A change can move the default of its provider, or where its secret goes: all of the tenant's.
      if (FORGETTING.has(change.type))
        this.cache.drop(
          ({ tenantId, forTenantId }) =>
            tenantId === change.tenantId || forTenantId === change.tenantId,
        );
    });
  }

  get(
    caller: Caller,
    manifest: ProviderManifest,
    credentialId: string | undefined,
  ): ReadyCredential | Promise<ReadyCredential> {
    const key = `${caller.tenantId}/${manifest.id}/${credentialId ?? ''}`;
    return this.cache.get(key, () => this.open(caller, manifest, credentialId));
  }

  /**
   * To be told when a provider answered 401: a token may have been withdrawn before its time. The
   * next call has another one, if there is one to have.
   */
  refused({ tenantId, credentialId, tokenVersion: version }: ReadyCredential): void {
    if (version === undefined || !this.vault.refused) return;
    this.cache.drop((ready) => ready.credentialId === credentialId);
    this.vault
      .refused({ tenantId, credentialId, version })
      .catch((error: unknown) => this.onFault(error, credentialId));
  }

  /** The tenant's own; or the platform's, where the tenant has none and may use it. */
  private async open(
    caller: Caller,
    manifest: ProviderManifest,
    credentialId: string | undefined,
  ): Promise<ReadyCredential> {
    const { tenantId } = caller;
    const resolve = (owner: string) =>
      tenantContext.run({ tenantId: owner, actor: actorOf(caller) }, () =>
        this.vault.resolve({ tenantId: owner, provider: manifest.id, credentialId }),
      );
    try {
      return await this.ready(caller, manifest, tenantId, await resolve(tenantId));
    } catch (missing) {
      if (!isDomainError(missing, 'credential_missing') || credentialId) throw missing;
      const platform = isShareable(manifest) && (await this.vault.platformFor?.(tenantId));
      if (!platform) throw missing;
      const resolved = await resolve(platform).catch(unlessMissing);
      if (!resolved) throw missing;
      return this.ready(caller, manifest, platform, resolved);
    }
  }

  private ready(
    caller: Caller,
    manifest: ProviderManifest,
    tenantId: string,
    resolved: { credentialId: string },
  ): Promise<ReadyCredential> {
    return tenantContext.run({ tenantId, actor: actorOf(caller) }, async () => {
      const purpose = manifest.kind === 'llm' ? 'llm' : 'proxy';
      const shared = tenantId !== caller.tenantId && { forTenantId: caller.tenantId };
      const opened = await this.vault.open({ ...resolved, tenantId, purpose, ...shared });
      const connected = opened.kind === 'oauth2';
      const injected = injectedInto(connected ? withTokens(manifest) : manifest, opened.value);
      return {
        tenantId,
        ...(shared && { ...shared, platformKey: true as const }),
        credentialId: opened.credentialId,
        destination: destinationOf(manifest, opened, this.standInUrl),
        injected,
        matcher: new SecretMatcher([...new Set([...injected.secrets, ...(opened.hidden ?? [])])]),
        ...(connected && { tokenVersion: opened.version }),
        ...(opened.expiresAt && { expiresAt: opened.expiresAt }),
      };
    });
  }
}

/** The tenant is told that it has no credential; that the platform has none is not its business. */
function unlessMissing(error: unknown): undefined {
  if (!isDomainError(error)) throw error;
}

/** Milliseconds until the credential expires by itself: then the vault refuses it, and says why. */
const lifeLeft = ({ expiresAt }: ReadyCredential): number =>
  expiresAt ? expiresAt.getTime() - Date.now() : Infinity;
