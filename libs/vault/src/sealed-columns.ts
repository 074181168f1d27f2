import { keyAad } from './tenant-keys';
import { flowAad } from './oauth2/oauth2-flow';
import { platformKeyAad } from './platform-keys';

/** A column that holds values sealed under a root key, so that a rotation reaches every one. */
export interface SealedColumn {
  readonly table: string;
  readonly column: string;
  /** Names the root key beside the value, where a table keeps that. */
  readonly keyIdColumn?: string;
  /** What the value was sealed with, from its own row. */
  readonly aad: (row: { id: string; tenantId: string }) => string;
  readonly tenants: boolean;
}

/** The vault's own. Other libs that seal under the root key add theirs when a rotation is made. */
export const vaultSealedColumns: readonly SealedColumn[] = [
  {
    table: 'tenant_keys',
    column: 'wrapped_key',
    keyIdColumn: 'root_key_id',
    tenants: true,
    aad: ({ id, tenantId }) => keyAad(tenantId, id),
  },
  {
    table: 'oauth_flows',
    column: 'sealed',
    tenants: true,
    aad: ({ id, tenantId }) => flowAad(tenantId, id),
  },
  {
    table: 'platform_keys',
    column: 'sealed_private_key',
    tenants: false,
    aad: ({ id }) => platformKeyAad(id),
  },
];
