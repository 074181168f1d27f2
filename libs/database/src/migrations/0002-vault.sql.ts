/** Rotation of root and tenant keys while serving; kinds of credentials, and their expiry. */

/** Which root keys there are, and how far each one is. The keys themselves are never here. */
export const VAULT_PLATFORM_TABLES = ['root_keys'] as const;

export const VAULT_SQL = /* sql */ `
create table root_keys (
  -- The key's name in the header of what it sealed, in hexadecimal.
  id text primary key,
  state text not null check (state in ('staged', 'promoted', 'retained')),
  -- A known text, sealed by the key: who cannot open it does not hold the key.
  check_value bytea not null,
  created_at timestamptz not null default now(),
  changed_at timestamptz not null default now()
);
create unique index root_keys_one_promoted_idx on root_keys (state) where state = 'promoted';

-- Row level security is forced on the owner too, who has no policy and so would move nothing.
alter table platform_keys no force row level security;
insert into root_keys (id, state, check_value)
  select encode(substring(sealed_private_key from 2 for 16), 'hex'), 'promoted', sealed_private_key
  from platform_keys where id = 'root-key-check';
delete from platform_keys where id = 'root-key-check';
alter table platform_keys force row level security;

alter table credentials
  add column kind text not null default 'apiKey'
    check (kind in ('apiKey', 'bearer', 'basic', 'custom')),
  add column expires_at timestamptz;

-- A version's value never changes, but the key that seals it may. The right is for these two
-- columns alone; the trigger narrows it to sealing the same length anew under a newer key.
create function credential_versions_reseal() returns trigger language plpgsql as $$
begin
  if new.tenant_key_id <= old.tenant_key_id then
    raise exception 'a credential version moves only to a newer key' using errcode = '42501';
  end if;
  if octet_length(new.ciphertext) <> octet_length(old.ciphertext)
    or substring(new.ciphertext from 2 for 16) <> uuid_send(new.tenant_key_id) then
    raise exception 'a credential version is sealed anew, not replaced' using errcode = '42501';
  end if;
  return new;
end $$;
create trigger credential_versions_reseal before update on credential_versions
  for each row execute function credential_versions_reseal();
grant update (tenant_key_id, ciphertext) on credential_versions to renum_platform;
create index credential_versions_key_idx on credential_versions (tenant_id, tenant_key_id);
`;
