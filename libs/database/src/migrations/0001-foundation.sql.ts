/**
 * The first schema. Three roles exist before it runs: `renum_owner` (this script's role),
 * `renum_app` (tenant work under row level security) and `renum_platform` (cross-tenant work).
 *
 * Every tenant table has `tenant_id`, a unique `(tenant_id, id)`, and foreign keys that carry the
 * tenant along, so that not even a bug in the application can link rows of two tenants.
 */

/** Tables that belong to the platform, not to one tenant. Only `renum_platform` reaches them. */
export const PLATFORM_TABLES = [
  'users',
  'sessions',
  'signing_keys',
  'platform_keys',
  'workers',
] as const;

/** Tables with a `tenant_id` under forced row level security. */
export const TENANT_TABLES = [
  'members',
  'invitations',
  'tenant_keys',
  'credentials',
  'credential_versions',
  'audit_entries',
  'agents',
  'agent_versions',
  'threads',
  'runs',
  'run_events',
  'messages',
  'instances',
  'outbox',
  'usage_events',
] as const;

/** Tables that are only ever added to: neither application role may UPDATE or DELETE. */
export const APPEND_ONLY_TABLES = [
  'audit_entries',
  'run_events',
  'usage_events',
  'agent_versions',
  'credential_versions',
] as const;

export const FOUNDATION_SQL = /* sql */ `
create table tenants (
  id uuid primary key,
  name text not null check (length(name) between 1 and 200),
  slug text not null unique check (slug ~ '^[a-z0-9][a-z0-9-]{0,62}$'),
  state text not null default 'active' check (state in ('active', 'suspended')),
  demo boolean not null default false,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);

create table users (
  id uuid primary key,
  email text not null check (email = lower(email)),
  name text not null,
  password_hash text not null,
  operator boolean not null default false,
  failed_attempts int not null default 0,
  locked_until timestamptz,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  constraint users_email_key unique (email)
);

-- One row a refresh token; a family is one sign-in, its tokens replace one another.
create table sessions (
  id uuid primary key,
  family_id uuid not null,
  user_id uuid not null references users (id) on delete cascade,
  tenant_id uuid references tenants (id) on delete cascade,
  token_hash bytea not null unique,
  user_agent text not null default '',
  created_at timestamptz not null default now(),
  expires_at timestamptz not null,
  used_at timestamptz,
  revoked_at timestamptz
);
create index sessions_family_idx on sessions (family_id);
create index sessions_user_idx on sessions (user_id);

-- Keys that sign access tokens; the private half is sealed under the root key.
create table signing_keys (
  id text primary key,
  public_jwk jsonb not null,
  sealed_private_key bytea not null,
  created_at timestamptz not null default now(),
  retires_at timestamptz not null
);

-- Key pairs to which the console encrypts secrets; the private half is sealed under the root key.
create table platform_keys (
  id text primary key,
  purpose text not null,
  public_jwk jsonb not null,
  sealed_private_key bytea not null,
  created_at timestamptz not null default now()
);

create table workers (
  id uuid primary key,
  hostname text not null,
  pid int not null,
  started_at timestamptz not null default now(),
  heartbeat_at timestamptz not null default now(),
  docker_ok boolean not null default false,
  docker_detail text not null default '',
  instances int not null default 0,
  runs int not null default 0
);

create table members (
  id uuid primary key,
  tenant_id uuid not null references tenants (id) on delete cascade,
  user_id uuid not null references users (id) on delete cascade,
  role text not null check (role in ('owner', 'admin', 'builder', 'viewer')),
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  unique (tenant_id, id),
  unique (tenant_id, user_id)
);
create index members_user_idx on members (user_id);

create table invitations (
  id uuid primary key,
  tenant_id uuid not null references tenants (id) on delete cascade,
  email text not null check (email = lower(email)),
  role text not null check (role in ('owner', 'admin', 'builder', 'viewer')),
  token_hash bytea not null unique,
  invited_by uuid not null references users (id),
  created_at timestamptz not null default now(),
  expires_at timestamptz not null,
  accepted_at timestamptz,
  revoked_at timestamptz,
  unique (tenant_id, id)
);

-- A tenant's data keys, each wrapped by the root key. The newest encrypts; all may decrypt.
create table tenant_keys (
  id uuid primary key,
  tenant_id uuid not null references tenants (id) on delete cascade,
  root_key_id text not null,
  wrapped_key bytea not null,
  created_at timestamptz not null default now(),
  unique (tenant_id, id)
);

create table credentials (
  id uuid primary key,
  tenant_id uuid not null references tenants (id) on delete cascade,
  provider text not null,
  name text not null check (length(name) between 1 and 200),
  state text not null default 'active' check (state in ('active', 'revoked')),
  version int not null default 1 check (version > 0),
  hint text not null default '',
  base_url text,
  stand_in boolean not null default false,
  created_by uuid references users (id) on delete set null,
  last_used_at timestamptz,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  revoked_at timestamptz,
  unique (tenant_id, id)
);
create index credentials_provider_idx on credentials (tenant_id, provider, state);

create table credential_versions (
  id uuid primary key,
  tenant_id uuid not null,
  credential_id uuid not null,
  version int not null check (version > 0),
  tenant_key_id uuid not null,
  ciphertext bytea not null,
  created_by uuid references users (id) on delete set null,
  created_at timestamptz not null default now(),
  unique (tenant_id, id),
  unique (tenant_id, credential_id, version),
  foreign key (tenant_id, credential_id) references credentials (tenant_id, id) on delete cascade,
  foreign key (tenant_id, tenant_key_id) references tenant_keys (tenant_id, id)
);

create table audit_entries (
  id uuid primary key,
  tenant_id uuid not null references tenants (id) on delete cascade,
  at timestamptz not null default now(),
  actor_type text not null check (actor_type in ('user', 'instance', 'system')),
  actor_id uuid,
  action text not null,
  target_type text not null,
  target_id uuid,
  detail jsonb not null default '{}',
  unique (tenant_id, id)
);
create index audit_entries_at_idx on audit_entries (tenant_id, at desc);
create index audit_entries_target_idx on audit_entries (tenant_id, target_type, target_id);

create table agents (
  id uuid primary key,
  tenant_id uuid not null references tenants (id) on delete cascade,
  name text not null check (length(name) between 1 and 200),
  description text not null default '',
  current_version_id uuid not null,
  created_by uuid references users (id) on delete set null,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  archived_at timestamptz,
  unique (tenant_id, id)
);

create table agent_versions (
  id uuid primary key,
  tenant_id uuid not null,
  agent_id uuid not null,
  number int not null check (number > 0),
  config jsonb not null,
  created_by uuid references users (id) on delete set null,
  created_at timestamptz not null default now(),
  unique (tenant_id, id),
  unique (tenant_id, agent_id, number),
  foreign key (tenant_id, agent_id) references agents (tenant_id, id) on delete cascade
    deferrable initially deferred
);
alter table agents add constraint agents_current_version_fkey
  foreign key (tenant_id, current_version_id) references agent_versions (tenant_id, id)
  deferrable initially deferred;

create table threads (
  id uuid primary key,
  tenant_id uuid not null,
  agent_id uuid not null,
  title text not null default '',
  created_by uuid references users (id) on delete set null,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  unique (tenant_id, id),
  foreign key (tenant_id, agent_id) references agents (tenant_id, id) on delete cascade
);
create index threads_created_idx on threads (tenant_id, id desc);

create table runs (
  id uuid primary key,
  tenant_id uuid not null,
  thread_id uuid not null,
  agent_id uuid not null,
  agent_version_id uuid not null,
  state text not null default 'queued'
    check (state in ('queued', 'running', 'waiting', 'completed', 'failed', 'stopped', 'limit')),
  input text not null,
  -- Why it failed, or which limit: a code and a sentence.
  reason text,
  detail text,
  -- The open question while waiting: {callId, question, attachments}.
  ask jsonb,
  summary text,
  idempotency_key text,
  request_hash bytea,
  -- Grows with each claim; whoever holds an older value may write nothing.
  fence int not null default 0,
  attempts int not null default 0,
  worker_id uuid,
  lease_until timestamptz,
  stop_requested_at timestamptz,
  used_steps int not null default 0,
  used_ms bigint not null default 0,
  max_cost_nano bigint not null,
  created_by uuid references users (id) on delete set null,
  created_at timestamptz not null default now(),
  started_at timestamptz,
  ended_at timestamptz,
  updated_at timestamptz not null default now(),
  unique (tenant_id, id),
  unique (tenant_id, idempotency_key),
  foreign key (tenant_id, thread_id) references threads (tenant_id, id) on delete cascade,
  foreign key (tenant_id, agent_id) references agents (tenant_id, id),
  foreign key (tenant_id, agent_version_id) references agent_versions (tenant_id, id),
  check ((state = 'waiting') = (ask is not null)),
  check ((state in ('completed', 'failed', 'stopped', 'limit')) = (ended_at is not null))
);
-- A thread has at most one run that is not over: its conversation and workspace are one place.
create unique index runs_one_open_idx on runs (tenant_id, thread_id)
  where state in ('queued', 'running', 'waiting');
create index runs_thread_idx on runs (tenant_id, thread_id, id);
create index runs_lease_idx on runs (lease_until) where state = 'running';
create index runs_created_idx on runs (tenant_id, id desc);

create table run_events (
  tenant_id uuid not null,
  run_id uuid not null,
  seq int not null check (seq > 0),
  type text not null,
  at timestamptz not null default now(),
  body jsonb not null,
  primary key (run_id, seq),
  foreign key (tenant_id, run_id) references runs (tenant_id, id) on delete cascade
);

-- The conversation as the model sees it; position orders it within the thread.
create table messages (
  id uuid primary key,
  tenant_id uuid not null,
  thread_id uuid not null,
  run_id uuid not null,
  position bigint generated always as identity,
  role text not null check (role in ('user', 'assistant', 'tool')),
  content jsonb not null,
  created_at timestamptz not null default now(),
  unique (tenant_id, id),
  foreign key (tenant_id, thread_id) references threads (tenant_id, id) on delete cascade,
  foreign key (tenant_id, run_id) references runs (tenant_id, id) on delete cascade
);
create index messages_thread_idx on messages (tenant_id, thread_id, position);

create table instances (
  id uuid primary key,
  tenant_id uuid not null,
  thread_id uuid not null,
  worker_id uuid not null,
  container_id text,
  state text not null default 'starting'
    check (state in ('starting', 'ready', 'busy', 'stopping', 'gone')),
  detail text not null default '',
  created_at timestamptz not null default now(),
  last_used_at timestamptz not null default now(),
  gone_at timestamptz,
  unique (tenant_id, id),
  foreign key (tenant_id, thread_id) references threads (tenant_id, id) on delete cascade
);
create unique index instances_one_live_idx on instances (tenant_id, thread_id)
  where state <> 'gone';
create index instances_worker_idx on instances (worker_id) where state <> 'gone';

create table outbox (
  id uuid primary key,
  tenant_id uuid not null references tenants (id) on delete cascade,
  queue text not null,
  -- Ids only: {runId, tenantId}.
  payload jsonb not null,
  created_at timestamptz not null default now(),
  published_at timestamptz
);
create index outbox_unpublished_idx on outbox (created_at) where published_at is null;

-- One row a billable act, under the id that the data plane gave it before acting.
create table usage_events (
  id uuid primary key,
  tenant_id uuid not null references tenants (id) on delete cascade,
  occurred_at timestamptz not null,
  kind text not null check (kind in ('llm', 'tool')),
  -- Plain columns, no foreign keys: what was billed outlives what was deleted.
  agent_id uuid not null,
  agent_version_id uuid not null,
  thread_id uuid not null,
  run_id uuid not null,
  instance_id uuid not null,
  credential_id uuid,
  provider text not null,
  model text,
  operation text not null,
  status int,
  input_tokens int not null default 0 check (input_tokens >= 0),
  cache_read_tokens int not null default 0 check (cache_read_tokens >= 0),
  cache_write_tokens int not null default 0 check (cache_write_tokens >= 0),
  output_tokens int not null default 0 check (output_tokens >= 0),
  -- The provider's own meter for a tool call, for instance Tavily credits; in thousandths.
  meter text,
  quantity_milli bigint not null default 0 check (quantity_milli >= 0),
  cost_nano bigint not null check (cost_nano >= 0),
  currency text not null default 'USD',
  -- False when no price is known for the model: tokens are exact, the cost is 0.
  priced boolean not null default true,
  estimated boolean not null default false,
  estimated_reason text,
  duration_ms int,
  first_byte_ms int,
  request_bytes bigint not null default 0,
  response_bytes bigint not null default 0,
  created_at timestamptz not null default now(),
  unique (tenant_id, id),
  check (estimated = (estimated_reason is not null))
);
create index usage_events_run_idx on usage_events (tenant_id, run_id);
create index usage_events_time_idx on usage_events (tenant_id, occurred_at);
`;
