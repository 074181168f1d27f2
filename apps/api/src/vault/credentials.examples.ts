import type { CredentialTestView, CredentialView } from '@renum/contracts';

/** What the documentation shows. */
export const CREDENTIAL: CredentialView = {
  id: '019ab0e4-6a51-7d2c-9f3e-5c0d7c0f1a2b',
  provider: 'openai',
  name: 'Team key',
  state: 'active',
  version: 1,
  hint: 'f3Qz',
  standIn: false,
  createdAt: '2026-11-21T10:00:00.000Z',
  updatedAt: '2026-11-21T10:00:00.000Z',
};

export const TESTED: CredentialTestView = {
  ok: true,
  status: 200,
  message: 'OpenAI accepted the key.',
  durationMs: 312,
};
