import type { SealedColumn } from '@renum/vault';
import { sealedUnder } from './signing-key.store';

/** What identity keeps sealed under the root key; a rotation of that key seals it anew. */
export const identitySealedColumns: readonly SealedColumn[] = [
  {
    table: 'signing_keys',
    column: 'sealed_private_key',
    tenants: false,
    aad: ({ id }) => sealedUnder(id),
  },
];
