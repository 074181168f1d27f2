/** What agents may call: own providers, connections, approvals; and the log of what was decided. */

export const POLICY_TENANT_TABLES = [
  'custom_providers',
  'connections',
  'approvals',
  'call_refusals',
  'oauth_flows',
] as const;

/** Who holds which root key; see the vault. */
export const POLICY_PLATFORM_TABLES = ['root_key_holders'] as const;

export const POLICY_APPEND_ONLY_TABLES = ['call_refusals'] as const;

export const POLICY_SQL = /* sql */ `
create table custom_providers (
  id uuid primary key,
  tenant_id uuid not null references tenants (id) on delete cascade,
  provider text not null check (provider ~ '^own-[a-z0-9][a-z0-9-]{0,58}$'),
  source text not null check (source in ('form', 'openapi')),
  manifest jsonb not null,
  created_by uuid references users (id) on delete set null,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  archived_at timestamptz,
  unique (tenant_id, id),
  unique (tenant_id, provider)
);

alter table credentials
  drop constraint credentials_kind_check,
  add constraint credentials_kind_check
    check (kind in ('apiKey', 'bearer', 'basic', 'custom', 'oauth2')),
  -- Of an OAuth 2 credential: grant, scopes, end of the access token, whether a person must come back.
  add column oauth2 jsonb,
  -- Who renews it at the moment, of all processes; void after its end, so that a dead one holds up nobody.
  add column renewal_lease uuid,
  add column renewal_lease_until timestamptz;

-- Access tokens are renewed every hour or so: the versions that came so and were replaced may go.
-- What a person put in stays, and so do the newest.
create function credential_versions_prune() returns trigger language plpgsql as $$
begin
  if exists (select from credentials c
    where c.id = old.credential_id and c.tenant_id = old.tenant_id
      and (c.kind <> 'oauth2' or old.created_by is not null or old.version > c.version - 4)) then
    raise exception 'permission denied: only replaced tokens may be deleted' using errcode = '42501';
  end if;
  return old;
end $$;
create trigger credential_versions_prune before delete on credential_versions
  for each row execute function credential_versions_prune();
grant delete on credential_versions to renum_platform;

-- Which root keys each process has at hand, so that none is promoted that one of them lacks.
create table root_key_holders (
  id uuid primary key,
  key_ids text[] not null,
  seen_at timestamptz not null default now()
);

create table oauth_flows (
  id uuid primary key,
  tenant_id uuid not null references tenants (id) on delete cascade,
  user_id uuid not null references users (id) on delete cascade,
  -- Only its hash: whoever reads this table cannot finish a flow.
  state_hash bytea not null unique,
  -- Client secret and PKCE verifier, sealed under the root key for the minutes that a flow takes.
  sealed bytea not null,
  request jsonb not null,
  created_at timestamptz not null default now(),
  expires_at timestamptz not null,
  unique (tenant_id, id)
);
create index oauth_flows_expiry_idx on oauth_flows (expires_at);

create table connections (
  id uuid primary key,
  tenant_id uuid not null references tenants (id) on delete cascade,
  kind text not null check (kind in ('mcp', 'composio', 'pipedream')),
  name text not null check (length(name) between 1 and 200),
  url text not null,
  transport text not null default 'http' check (transport in ('http', 'sse')),
  credential_id uuid,
  -- Headers that are no secret, and what the kind needs to know: the app, the account.
  settings jsonb not null default '{}',
  state text not null default 'pending'
    check (state in ('pending', 'active', 'changed', 'unreachable', 'revoked')),
  detail text not null default '',
  offered_tools jsonb not null default '[]',
  offered_hash text,
  checked_at timestamptz,
  approved_tools jsonb not null default '[]',
  approved_hash text,
  approved_at timestamptz,
  approved_by uuid references users (id) on delete set null,
  created_by uuid references users (id) on delete set null,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  unique (tenant_id, id),
  foreign key (tenant_id, credential_id) references credentials (tenant_id, id)
);

create table approvals (
  id uuid primary key,
  tenant_id uuid not null,
  run_id uuid not null,
  thread_id uuid not null,
  agent_id uuid not null,
  instance_id uuid not null,
  provider text not null,
  provider_title text not null,
  connection_id uuid,
  operation text not null,
  operation_title text not null,
  access text not null check (access in ('read', 'write')),
  method text not null,
  path text not null,
  preview text not null default '',
  request_hash bytea not null,
  state text not null default 'pending'
    check (state in ('pending', 'approved', 'denied', 'expired', 'withdrawn')),
  requested_at timestamptz not null default now(),
  expires_at timestamptz not null,
  decided_at timestamptz,
  decided_by uuid references users (id) on delete set null,
  note text,
  unique (tenant_id, id),
  foreign key (tenant_id, run_id) references runs (tenant_id, id) on delete cascade,
  check ((state = 'pending') = (decided_at is null))
);
create index approvals_open_idx on approvals (tenant_id, expires_at) where state = 'pending';
create index approvals_run_idx on approvals (tenant_id, run_id);
create index approvals_list_idx on approvals (tenant_id, id desc);

create table call_refusals (
  id uuid primary key,
  tenant_id uuid not null references tenants (id) on delete cascade,
  at timestamptz not null,
  agent_id uuid not null,
  agent_version_id uuid not null,
  thread_id uuid not null,
  run_id uuid not null,
  instance_id uuid not null,
  credential_id uuid,
  connection_id uuid,
  provider text not null,
  operation text,
  method text not null,
  path text not null,
  code text not null,
  reason text not null,
  times int not null default 1 check (times > 0),
  unique (tenant_id, id)
);
create index call_refusals_log_idx on call_refusals (tenant_id, at desc, id desc);
create index call_refusals_agent_idx on call_refusals (tenant_id, agent_id, at desc, id desc);
create index call_refusals_provider_idx on call_refusals (tenant_id, provider, at desc, id desc);
create index call_refusals_code_idx on call_refusals (tenant_id, code, at desc, id desc);
create index call_refusals_run_idx on call_refusals (tenant_id, run_id, at desc, id desc);

alter table usage_events
  add column connection_id uuid,
  add column method text,
  add column path text,
  add column approval_id uuid,
  add column attempts int not null default 1,
  add column masked int not null default 0;

-- The request log reads both tables in the same order, page by page.
drop index usage_events_time_idx;
create index usage_events_log_idx on usage_events (tenant_id, occurred_at desc, id desc);
create index usage_events_agent_idx on usage_events (tenant_id, agent_id, occurred_at desc, id desc);
create index usage_events_provider_idx
  on usage_events (tenant_id, provider, occurred_at desc, id desc);
-- What people look for among many calls that went well.
create index usage_events_failed_idx on usage_events (tenant_id, occurred_at desc, id desc)
  where status >= 400;
create index usage_events_approved_idx on usage_events (tenant_id, occurred_at desc, id desc)
  where approval_id is not null;
`;
