import { AuditService } from '@renum/audit';
import type { PlatformDatabase, TenantDatabase } from '@renum/database';
import { ProviderCatalogue } from '@renum/providers';
import type { Redis } from 'ioredis';
import { CredentialStore } from '../credential-store';
import { Invalidations } from '../invalidations';
import type { Manifests } from '../manifests';
import { AccessTokens } from '../oauth2/access-tokens';
import { Oauth2Client } from '../oauth2/oauth2-client';
import { Oauth2Credentials } from '../oauth2/oauth2-credentials';
import { Oauth2Flows } from '../oauth2/oauth2-flows';
import { Oauth2Providers } from '../oauth2/oauth2-providers';
import { Oauth2Renewal } from '../oauth2/oauth2-renewal';
import { RenewalLease } from '../oauth2/renewal-lease';
import type { TokenFetch } from '../oauth2/token-fetch';
import { TokenRenewer } from '../oauth2/token-renewer';
import type { RootKeyring } from '../root-keyring';
import { SecretReader } from '../secret-reader';
import { TenantKeys } from '../tenant-keys';
import { VaultService } from '../vault.service';

export interface ProcessParts {
  db: { tenants: TenantDatabase; platform: PlatformDatabase };
  root: RootKeyring;
  redis: Redis;
  prefix: string;
  audit?: AuditService;
  manifests?: Manifests;
  tokenFetch?: TokenFetch;
}

/** The vault as one process has it: keys and renewals in a memory of its own. */
export function vaultProcess(parts: ProcessParts) {
  const { db, root, redis, prefix, tokenFetch = straight } = parts;
  const { audit = new AuditService(), manifests = new ProviderCatalogue() } = parts;
  const keys = new TenantKeys(root);
  const news = new Invalidations(redis, { REDIS_URL: 'redis://unused', REDIS_PREFIX: prefix });
  const store = new CredentialStore(keys, audit, news);
  const providers = new Oauth2Providers(manifests);
  const client = new Oauth2Client(tokenFetch);
  const leases = new RenewalLease(db.tenants, db.platform, store);
  const renewal = new Oauth2Renewal(leases, new TokenRenewer(providers, client));
  const flows = new Oauth2Flows(db.tenants, db.platform, root);
  return {
    keys,
    renewal,
    vault: new VaultService(db.tenants, store, manifests),
    reader: new SecretReader(db.tenants, store, audit, renewal, new AccessTokens(providers)),
    accounts: new Oauth2Credentials(db.tenants, store, providers, client, flows),
  };
}

/** Without the proxy's safety, which has specs of its own. */
const straight: TokenFetch = {
  send: ({ url, headers, body }) =>
    fetch(url, { method: 'POST', headers, body, redirect: 'manual' }),
};
