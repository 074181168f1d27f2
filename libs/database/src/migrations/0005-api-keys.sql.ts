/** Keys by which a tenant's own programs use the API; and what such a program did, in the audit log. */

export const API_KEYS_TENANT_TABLES = ['api_keys'] as const;

export const API_KEYS_SQL = /* sql */ `
create table api_keys (
  id uuid primary key,
  tenant_id uuid not null references tenants (id) on delete cascade,
  name text not null check (length(name) between 1 and 200),
  -- Never owner or admin: a key cannot make members, or keys.
  role text not null check (role in ('builder', 'viewer')),
  hint text not null,
  key_hash bytea not null unique,
  created_by uuid references users (id) on delete set null,
  created_at timestamptz not null default now(),
  expires_at timestamptz,
  last_used_at timestamptz,
  revoked_at timestamptz,
  unique (tenant_id, id)
);

alter table audit_entries
  drop constraint audit_entries_actor_type_check,
  add constraint audit_entries_actor_type_check
    check (actor_type in ('user', 'apiKey', 'instance', 'system'));
`;
