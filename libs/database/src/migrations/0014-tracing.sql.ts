/** Whether a tenant's runs go to its own Langfuse, and those that have yet to go. */

export const TRACING_TENANT_TABLES = ['tracing_settings', 'trace_exports'] as const;

/** What a run's last calls may take until they are in the ledger. */
const SETTLED_AFTER = `interval '10 seconds'`;

export const TRACING_SQL = /* sql */ `
create table tracing_settings (
  tenant_id uuid primary key references tenants (id) on delete cascade,
  enabled boolean not null default false,
  credential_id uuid,
  -- Prompts and answers too; otherwise names and figures only.
  capture_content boolean not null default false,
  sample_rate numeric(6, 5) not null default 1 check (sample_rate between 0 and 1),
  updated_by uuid references users (id) on delete set null,
  updated_at timestamptz not null default now(),
  foreign key (tenant_id, credential_id) references credentials (tenant_id, id),
  check (not enabled or credential_id is not null)
);

create table trace_exports (
  id uuid primary key,
  tenant_id uuid not null,
  run_id uuid not null,
  -- As it was set when the run ended: what came before a person allowed it is not shown later.
  capture_content boolean not null,
  state text not null default 'pending' check (state in ('pending', 'sent', 'skipped', 'failed')),
  attempts int not null default 0,
  next_attempt_at timestamptz,
  claim uuid,
  claimed_until timestamptz,
  -- Of the last attempt.
  error text,
  created_at timestamptz not null default now(),
  finished_at timestamptz,
  unique (tenant_id, id),
  unique (tenant_id, run_id),
  foreign key (tenant_id, run_id) references runs (tenant_id, id) on delete cascade,
  check ((state = 'pending') = (next_attempt_at is not null)),
  check ((state = 'pending') = (finished_at is null))
);
create index trace_exports_due_idx on trace_exports (tenant_id, next_attempt_at)
  where state = 'pending';
create index trace_exports_old_idx on trace_exports (finished_at) where finished_at is not null;
create index trace_exports_list_idx on trace_exports (tenant_id, id desc);

/* By the run's id, so that whoever asks draws the same lot. */
create function trace_sampled(run uuid, rate numeric) returns boolean language sql immutable as $$
  select (hashtextextended(run::text, 0) & 1048575)::numeric < rate * 1048576
$$;

create function trace_of_run() returns trigger language plpgsql as $$
begin
  insert into trace_exports (id, tenant_id, run_id, capture_content, next_attempt_at)
  select new.id, s.tenant_id, new.id, s.capture_content, now() + ${SETTLED_AFTER}
    from tracing_settings s
    where s.tenant_id = new.tenant_id and s.enabled and trace_sampled(new.id, s.sample_rate)
  on conflict do nothing;
  return null;
end $$;
create trigger runs_trace after update of state on runs for each row
  when (old.ended_at is null and new.ended_at is not null)
  execute function trace_of_run();
`;
