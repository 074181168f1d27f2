import type { AuthorizationView, CredentialView } from '@renum/contracts';
import { CREDENTIAL } from '../vault/credentials.examples';

/** What the documentation shows. */
export const CONNECTED: CredentialView = {
  ...CREDENTIAL,
  provider: 'pipedream',
  kind: 'oauth2',
  name: 'Pipedream Connect',
  hint: 'client-id',
  oauth2: {
    grant: 'client_credentials',
    scopes: [],
    accessTokenExpiresAt: '2026-11-21T11:00:00.000Z',
    needsAuthorization: false,
  },
};

export const AUTHORIZATION: AuthorizationView = {
  authorizationUrl:
    'https://accounts.google.com/o/oauth2/v2/auth?response_type=code&client_id=client-id&state=…',
  expiresAt: '2026-11-21T10:10:00.000Z',
};
