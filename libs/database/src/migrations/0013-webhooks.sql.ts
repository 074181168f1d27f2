/**
 * What a tenant's own systems are told. Triggers write the messages in the transaction of their
 * cause, so nothing is told that did not happen, and nothing that happened is forgotten.
 */

export const WEBHOOKS_TENANT_TABLES = [
  'webhooks',
  'webhook_secrets',
  'webhook_deliveries',
] as const;

const money = (column: string, currency: string): string =>
  `json_build_object('nano', ${column}::text, 'currency', ${currency})`;

export const WEBHOOKS_SQL = /* sql */ `
create table webhooks (
  id uuid primary key,
  tenant_id uuid not null references tenants (id) on delete cascade,
  url text not null,
  description text not null default '',
  -- Names of events, as a JSON array.
  events jsonb not null check (jsonb_typeof(events) = 'array'),
  enabled boolean not null default true,
  -- Why the platform switched it off; null where people did.
  disabled_reason text check (disabled_reason is null or not enabled),
  -- The first failure since the last success.
  failing_since timestamptz,
  created_by uuid references users (id) on delete set null,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  unique (tenant_id, id)
);

create table webhook_secrets (
  id uuid primary key,
  tenant_id uuid not null,
  webhook_id uuid not null,
  -- Under the root key.
  sealed bytea not null,
  created_at timestamptz not null default now(),
  -- Of one that was replaced: until then both sign.
  expires_at timestamptz,
  unique (tenant_id, id),
  foreign key (tenant_id, webhook_id) references webhooks (tenant_id, id) on delete cascade
);
create index webhook_secrets_webhook_idx on webhook_secrets (tenant_id, webhook_id);

create table webhook_deliveries (
  id uuid primary key,
  tenant_id uuid not null,
  webhook_id uuid not null,
  -- The same for every endpoint and attempt: receivers know by it what they have had.
  message_id uuid not null,
  type text not null,
  source_id uuid,
  -- To the byte as it is signed and sent, however often.
  body text not null,
  state text not null default 'pending' check (state in ('pending', 'delivered', 'failed')),
  attempts int not null default 0,
  -- The last attempts: [{at, status, durationMs, error}].
  log jsonb not null default '[]',
  next_attempt_at timestamptz,
  -- Who sends it now, and until when nobody else does.
  claim uuid,
  claimed_until timestamptz,
  created_at timestamptz not null default now(),
  finished_at timestamptz,
  unique (tenant_id, id),
  foreign key (tenant_id, webhook_id) references webhooks (tenant_id, id) on delete cascade,
  check ((state = 'pending') = (next_attempt_at is not null)),
  check ((state = 'pending') = (finished_at is null))
);
create index webhook_deliveries_due_idx on webhook_deliveries (webhook_id, next_attempt_at)
  where state = 'pending';
-- The few that are being sent, however many wait.
create index webhook_deliveries_claimed_idx on webhook_deliveries (webhook_id)
  where claimed_until is not null;
create index webhook_deliveries_list_idx on webhook_deliveries (tenant_id, webhook_id, id desc);
create index webhook_deliveries_old_idx on webhook_deliveries (finished_at)
  where finished_at is not null;

-- UUIDv7 as the apps make them: its first 48 bits are milliseconds, so ids order rows by age.
create function webhook_uuid() returns uuid language sql volatile as $$
  select encode(set_bit(set_bit(overlay(uuid_send(gen_random_uuid()) placing
    substring(int8send((extract(epoch from clock_timestamp()) * 1000)::bigint) from 3)
    from 1 for 6), 52, 1), 53, 1), 'hex')::uuid
$$;

create function webhook_time(moment timestamptz) returns text language sql stable as $$
  select to_char(moment at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')
$$;

/* Skips endpoints that are being deleted: the cause neither waits for them nor fails by them. */
create function webhook_emit(tenant uuid, event text, source uuid, data json) returns void
language plpgsql as $$
declare
  message uuid := webhook_uuid();
begin
  insert into webhook_deliveries (id, tenant_id, webhook_id, message_id, type, source_id, body,
    next_attempt_at)
  select webhook_uuid(), w.tenant_id, w.id, message, event, source,
    json_build_object('type', event, 'timestamp', webhook_time(now()),
      'data', json_strip_nulls(data))::text, now()
  from webhooks w where w.tenant_id = tenant and w.enabled and w.events @> to_jsonb(event)
  for key share skip locked;
end $$;

create function webhook_of_budget_alert() returns trigger language plpgsql as $$
begin
  perform webhook_emit(new.tenant_id, 'budget.alert', new.id, json_build_object(
      'budgetId', b.id, 'scope', b.scope, 'agentId', b.agent_id, 'provider', b.provider,
      'period', b.period,
      'periodStart', case when b.period <> 'total' then webhook_time(new.period_start) end,
      'threshold', new.threshold,
      'limit', ${money('new.limit_nano', 'b.currency')},
      'spent', ${money('new.spent_nano', 'b.currency')}))
    from budgets b where b.tenant_id = new.tenant_id and b.id = new.budget_id;
  return null;
end $$;
create trigger budget_alerts_webhook after insert on budget_alerts
  for each row execute function webhook_of_budget_alert();

create function webhook_of_account() returns trigger language plpgsql as $$
begin
  if new.suspended_at is not null then
    perform webhook_emit(new.tenant_id, 'wallet.suspended', null, json_build_object(
      'suspendedAt', webhook_time(new.suspended_at), 'reason', new.suspended_reason));
  else
    perform webhook_emit(new.tenant_id, 'wallet.resumed', null, json_build_object(
      'suspendedAt', webhook_time(old.suspended_at), 'resumedAt', webhook_time(now())));
  end if;
  return null;
end $$;
create trigger billing_accounts_webhook after update on billing_accounts for each row
  when ((old.suspended_at is null) <> (new.suspended_at is null))
  execute function webhook_of_account();

create function webhook_of_invoice() returns trigger language plpgsql as $$
begin
  perform webhook_emit(new.tenant_id, 'invoice.' || new.state, new.id, json_build_object(
    'invoiceId', new.id, 'number', new.number, 'month', to_char(new.month, 'YYYY-MM'),
    'total', ${money('new.total_nano', 'new.currency')},
    'issuedAt', webhook_time(new.issued_at), 'paidAt', webhook_time(new.paid_at),
    'voidedAt', webhook_time(new.voided_at)));
  return null;
end $$;
create trigger invoices_webhook after update on invoices for each row
  when (old.state <> new.state and new.number is not null)
  execute function webhook_of_invoice();

create function webhook_of_run() returns trigger language plpgsql as $$
begin
  perform webhook_emit(new.tenant_id, 'run.ended', new.id, json_build_object(
    'runId', new.id, 'threadId', new.thread_id, 'agentId', new.agent_id,
    'agentVersionId', new.agent_version_id, 'state', new.state, 'reason', new.reason,
    'createdAt', webhook_time(new.created_at), 'startedAt', webhook_time(new.started_at),
    'endedAt', webhook_time(new.ended_at)));
  return null;
end $$;
create trigger runs_webhook after update of state on runs for each row
  when (old.ended_at is null and new.ended_at is not null)
  execute function webhook_of_run();

create function webhook_of_approval() returns trigger language plpgsql as $$
begin
  perform webhook_emit(new.tenant_id, 'approval.requested', new.id, json_build_object(
    'approvalId', new.id, 'runId', new.run_id, 'threadId', new.thread_id,
    'agentId', new.agent_id, 'provider', new.provider, 'operation', new.operation,
    'operationTitle', new.operation_title, 'access', new.access,
    'requestedAt', webhook_time(new.requested_at), 'expiresAt', webhook_time(new.expires_at)));
  return null;
end $$;
create trigger approvals_webhook after insert on approvals
  for each row execute function webhook_of_approval();
`;
