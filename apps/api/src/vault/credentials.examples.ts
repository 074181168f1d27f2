import type {
  AuditEntryView,
  CredentialTestView,
  CredentialVersionView,
  CredentialView,
  Page,
  PublicKeyView,
} from '@renum/contracts';

/** What the documentation shows. */
export const CREDENTIAL: CredentialView = {
  id: '019ab0e4-6a51-7d2c-9f3e-5c0d7c0f1a2b',
  provider: 'openai',
  kind: 'apiKey',
  name: 'Team key',
  state: 'active',
  version: 1,
  hint: 'f3Qz',
  standIn: false,
  expired: false,
  createdAt: '2026-11-21T10:00:00.000Z',
  updatedAt: '2026-11-21T10:00:00.000Z',
};

export const PUBLIC_KEY: PublicKeyView = {
  jwk: { kty: 'EC', crv: 'P-256', x: '…', y: '…', kid: '…', alg: 'ECDH-ES+A256KW' },
};

export const TESTED: CredentialTestView = {
  ok: true,
  status: 200,
  message: 'OpenAI accepted the key.',
  durationMs: 312,
};

export const VERSIONS: { items: CredentialVersionView[] } = {
  items: [
    {
      version: 2,
      createdAt: '2026-11-21T12:00:00.000Z',
      createdBy: 'ann@example.com',
      current: true,
    },
    { version: 1, createdAt: '2026-11-21T10:00:00.000Z', current: false },
  ],
};

export const ACCESS_LOG: Page<AuditEntryView> = {
  items: [
    {
      id: '019ab0f1-2c3d-7d00-8e0f-334455667788',
      at: '2026-11-21T12:00:00.000Z',
      actor: { type: 'instance', id: '019ab0f0-7d1c-7a3e-9f52-0c8d1e2f3a4b' },
      action: 'credential.opened',
      target: { type: 'credential', id: '019ab0e4-6a51-7d2c-9f3e-5c0d7c0f1a2b' },
      detail: { purpose: 'llm', provider: 'openai', version: 1 },
    },
  ],
};

/** Of a key of the platform's: for which tenant it was opened. */
export const PLATFORM_ACCESS_LOG: Page<AuditEntryView> = {
  items: ACCESS_LOG.items.map((entry) => ({
    ...entry,
    detail: { ...entry.detail, forTenantId: '01a1fda5-f963-7196-8187-043089000001' },
  })),
};
