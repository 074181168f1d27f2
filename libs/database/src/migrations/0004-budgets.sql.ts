/** Budgets of tenants and of the platform, and who was told how far they are used up. */

export const BUDGETS_TENANT_TABLES = ['budgets', 'budget_alerts'] as const;
export const BUDGETS_PLATFORM_TABLES = ['platform_budgets', 'platform_budget_alerts'] as const;

const PERIOD = `period text not null check (period in ('day', 'week', 'month', 'total')),
  limit_nano bigint not null check (limit_nano >= 0),
  currency text not null default 'USD',
  created_by uuid references users (id) on delete set null,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()`;

// An alert is its own outbox: whoever tells people marks what was told.
const ALERT = `budget_id uuid not null,
  -- '1970-01-01' for a budget that never begins anew.
  period_start timestamptz not null,
  threshold int not null check (threshold in (50, 80, 100)),
  limit_nano bigint not null,
  spent_nano bigint not null,
  at timestamptz not null default now(),
  delivered_at timestamptz,
  -- Once, however many processes see it. A new limit has alerts of its own.
  unique (budget_id, period_start, threshold, limit_nano)`;

export const BUDGETS_SQL = /* sql */ `
create table budgets (
  id uuid primary key,
  tenant_id uuid not null references tenants (id) on delete cascade,
  scope text not null check (scope in ('tenant', 'agent', 'provider')),
  agent_id uuid,
  provider text,
  ${PERIOD},
  unique (tenant_id, id),
  unique nulls not distinct (tenant_id, scope, agent_id, provider, period),
  foreign key (tenant_id, agent_id) references agents (tenant_id, id) on delete cascade,
  check ((scope = 'agent') = (agent_id is not null)),
  check ((scope = 'provider') = (provider is not null))
);

create table budget_alerts (
  id uuid primary key,
  tenant_id uuid not null,
  ${ALERT},
  unique (tenant_id, id),
  foreign key (tenant_id, budget_id) references budgets (tenant_id, id) on delete cascade
);
create index budget_alerts_undelivered_idx on budget_alerts (at) where delivered_at is null;

create table platform_budgets (
  id uuid primary key,
  ${PERIOD},
  unique (period)
);

create table platform_budget_alerts (
  id uuid primary key,
  ${ALERT},
  foreign key (budget_id) references platform_budgets (id) on delete cascade
);
create index platform_budget_alerts_undelivered_idx on platform_budget_alerts (at)
  where delivered_at is null;

-- What a tenant, and all tenants, spent in a period is read off the index alone.
drop index usage_events_log_idx;
create index usage_events_log_idx on usage_events (tenant_id, occurred_at desc, id desc)
  include (cost_nano);
`;
