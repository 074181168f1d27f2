/**
 * What an external app does by API key: its usage, charges and budgets stand beside those of agents.
 * And keys of the platform's own, in a vault of a tenant that is nobody's company.
 */

/** Of an act by an agent or by an app; the meters of sandboxes know neither run nor instance. */
const ACTOR = `add column api_key_id uuid,
  alter column agent_id drop not null,
  add check (agent_id is not null or api_key_id is not null)`;

const NO_RUN = ['agent_version_id', 'thread_id', 'run_id', 'instance_id']
  .map((column) => `alter column ${column} drop not null`)
  .join(',\n  ');

export const GATEWAY_SQL = /* sql */ `
alter table usage_events ${ACTOR},
  ${NO_RUN},
  -- From sending the request to the first token that came back; absent where none was seen coming.
  add column first_token_ms int;
create index usage_events_app_idx on usage_events (tenant_id, api_key_id, occurred_at desc, id desc)
  where api_key_id is not null;

alter table call_refusals ${ACTOR},
  ${NO_RUN};
create index call_refusals_app_idx on call_refusals (tenant_id, api_key_id, at desc, id desc)
  where api_key_id is not null;

alter table usage_charges ${ACTOR};

alter table invoice_lines ${ACTOR},
  alter column agent_name drop not null,
  add column app_name text,
  add check ((agent_id is null) = (agent_name is null)),
  add check (agent_id is not null or app_name is not null);

alter table usage_hourly
  add column api_key_id uuid,
  alter column agent_id drop not null,
  add column first_token_ms bigint not null default 0,
  add column first_token_calls bigint not null default 0,
  add column generated_tokens bigint not null default 0,
  add column generation_ms bigint not null default 0;
do $$
begin
  execute (select format('alter table usage_hourly drop constraint %I', conname) from pg_constraint
    where conrelid = 'usage_hourly'::regclass and contype = 'u');
end $$;
-- What makes one row of sums. The triggers that sum and charge know of apps from 0010 on.
alter table usage_hourly add constraint usage_hourly_key unique nulls not distinct
  (tenant_id, hour, kind, agent_id, api_key_id, user_id, provider, model, operation, meter);

alter table api_keys
  -- api: the REST API, as the key's role may. llm: models, as a program outside any sandbox.
  add column scopes text[] not null default '{api}'
    check (scopes <@ array['api', 'llm'] and cardinality(scopes) > 0),
  -- Which models, as provider/model with * for any part of a name; absent for all of the tenant's.
  add column models text[] check (cardinality(models) between 1 and 100);

alter table budgets
  add column api_key_id uuid,
  add foreign key (tenant_id, api_key_id) references api_keys (tenant_id, id) on delete cascade,
  drop constraint budgets_scope_check,
  add constraint budgets_scope_check check (scope in ('tenant', 'agent', 'provider', 'app')),
  add check ((scope = 'app') = (api_key_id is not null));
do $$
begin
  execute (select format('alter table budgets drop constraint %I', conname) from pg_constraint
    where conrelid = 'budgets'::regclass and contype = 'u' and cardinality(conkey) > 2);
end $$;
alter table budgets add constraint budgets_of_key
  unique nulls not distinct (tenant_id, scope, agent_id, api_key_id, provider, period);

-- Whether the tenant's calls may go by a key of the platform's where it has none of its own.
alter table billing_accounts add column platform_keys boolean not null default false;

-- Holds the platform's own credentials, and nothing else that a company has.
alter table tenants add column kind text not null default 'company'
  check (kind in ('company', 'platform'));
create unique index tenants_platform_idx on tenants (kind) where kind = 'platform';

create function tenant_kind_guard() returns trigger language plpgsql as $$
begin
  if new.kind <> old.kind then
    raise exception 'what kind of tenant it is does not change' using errcode = 'check_violation';
  end if;
  return new;
end $$;
create trigger tenants_kind_guard before update on tenants
  for each row execute function tenant_kind_guard();

create function company_only() returns trigger language plpgsql as $$
begin
  if exists (select from tenants where id = new.tenant_id and kind <> 'company') then
    raise exception 'the platform''s own tenant has no %', tg_table_name
      using errcode = 'check_violation';
  end if;
  return new;
end $$;
${['members', 'invitations', 'agents', 'api_keys']
  .map(
    (
      table,
    ) => `create trigger ${table}_company_only before insert or update of tenant_id on ${table}
  for each row execute function company_only();`,
  )
  .join('\n')}
`;
