import type { SealedColumn } from '@renum/vault';

/** Binds a signing secret to its tenant and row: moved elsewhere it does not open. */
export const webhookSecretAad = (tenantId: string, id: string): string =>
  JSON.stringify(['renum/webhook-secret', tenantId, id]);

/** What is sealed under the root key here; a rotation of that key seals it anew. */
export const webhooksSealedColumns: readonly SealedColumn[] = [
  {
    table: 'webhook_secrets',
    column: 'sealed',
    tenants: true,
    aad: ({ id, tenantId }) => webhookSecretAad(tenantId, id),
  },
];
