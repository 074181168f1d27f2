/**
 * What a tenant owes and what it has: prices, charges of events, and the ledger that they are posted
 * to. Triggers do it in the statement that writes the events, so no event is charged twice or never.
 */

export const LEDGER_TENANT_TABLES = [
  'billing_accounts',
  'usage_charges',
  'charge_counters',
  'ledger_transactions',
  'ledger_entries',
  'ledger_balances',
  'credit_grants',
] as const;
export const LEDGER_PLATFORM_TABLES = ['price_books'] as const;
export const LEDGER_APPEND_ONLY_TABLES = [
  'usage_charges',
  'ledger_transactions',
  'ledger_entries',
] as const;

export const LEDGER_SQL = /* sql */ `
-- Paid with a key of Renum's, not of the tenant's: Renum owes the provider, the tenant owes Renum.
alter table usage_events add column platform_key boolean not null default false;

create table price_books (
  id uuid primary key,
  name text not null check (name ~ '^[a-z0-9][a-z0-9-]{0,63}$'),
  version int not null check (version > 0),
  effective_from timestamptz not null,
  -- Checked by the app before it is written; never changed: a new price is a new version.
  rules jsonb not null,
  created_by uuid references users (id) on delete set null,
  created_at timestamptz not null default now(),
  unique (name, version)
);

-- A tenant without a row, or without a price book, is charged nothing.
create table billing_accounts (
  tenant_id uuid primary key references tenants (id) on delete cascade,
  mode text not null default 'postpaid' check (mode in ('prepaid', 'postpaid')),
  price_book text,
  currency text not null default 'USD',
  tax_name text not null default 'VAT' check (length(tax_name) between 1 and 40),
  tax_bp int not null default 0 check (tax_bp between 0 and 10000),
  -- Months before this one are on invoices: charges that come late go to this one.
  closed_before date,
  suspended_at timestamptz,
  suspended_reason text check ((suspended_reason is null) = (suspended_at is null)),
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);

-- How much of each fee's unit a month has used: where in the tiers the next event stands.
create table charge_counters (
  tenant_id uuid not null references tenants (id) on delete cascade,
  month date not null,
  fee text not null,
  used_milli numeric not null,
  primary key (tenant_id, month, fee)
);

create table usage_charges (
  event_id uuid not null,
  tenant_id uuid not null references tenants (id) on delete cascade,
  -- The month that it is billed in; the event's, unless that was closed already.
  month date not null,
  occurred_at timestamptz not null,
  price_book_id uuid not null,
  agent_id uuid not null,
  provider text not null,
  model text,
  operation text not null,
  meter text,
  quantity_milli bigint not null,
  charge_nano bigint not null check (charge_nano >= 0),
  primary key (event_id)
);
create index usage_charges_month_idx on usage_charges (tenant_id, month);

create table ledger_transactions (
  id uuid primary key,
  tenant_id uuid not null references tenants (id) on delete cascade,
  kind text not null check (kind in ('usage', 'top_up', 'grant', 'expiry', 'refund', 'payment',
    'invoice', 'credit_note', 'adjustment')),
  at timestamptz not null default now(),
  -- Of usage: the month that it is billed in.
  month date check ((month is not null) = (kind = 'usage')),
  reference text,
  currency text not null,
  unique (tenant_id, id)
);
create index ledger_transactions_month_idx on ledger_transactions (tenant_id, month);

create table credit_grants (
  id uuid primary key,
  tenant_id uuid not null references tenants (id) on delete cascade,
  amount_nano bigint not null check (amount_nano > 0),
  -- Kept by the ledger's trigger.
  remaining_nano bigint not null default 0 check (remaining_nano between 0 and amount_nano),
  -- Lower ones are used first; of the same priority, what expires first.
  priority int not null default 100,
  expires_at timestamptz,
  note text,
  created_at timestamptz not null default now(),
  unique (tenant_id, id)
);

/* From the tenant's side: what is positive is in its favour, or went to that account. */
create table ledger_entries (
  tenant_id uuid not null,
  transaction_id uuid not null,
  ordinal int not null,
  account text not null check (account in ('wallet', 'grants', 'receivable', 'revenue', 'cost',
    'payments', 'tax')),
  amount_nano bigint not null check (amount_nano <> 0),
  grant_id uuid,
  primary key (transaction_id, ordinal),
  foreign key (tenant_id, transaction_id) references ledger_transactions (tenant_id, id)
    on delete cascade,
  foreign key (tenant_id, grant_id) references credit_grants (tenant_id, id),
  check ((grant_id is not null) = (account = 'grants'))
);
create index ledger_entries_grant_idx on ledger_entries (tenant_id, grant_id)
  where grant_id is not null;

create table ledger_balances (
  tenant_id uuid not null references tenants (id) on delete cascade,
  account text not null,
  currency text not null,
  balance_nano bigint not null,
  primary key (tenant_id, account, currency)
);

/* All entries of a transaction come in one statement, so the ledger is never unbalanced, not even
   within the transaction that writes it. */
create function ledger_check() returns trigger language plpgsql as $$
declare
  wrong uuid;
begin
  select e.transaction_id into wrong from ledger_entries e
    where e.transaction_id in (select f.transaction_id from fresh f)
    group by e.transaction_id having sum(e.amount_nano) <> 0 limit 1;
  if wrong is not null then
    raise exception 'the entries of ledger transaction % do not sum to zero', wrong
      using errcode = 'check_violation';
  end if;
  return null;
end $$;
create trigger ledger_entries_check after insert on ledger_entries
  referencing new table as fresh for each statement execute function ledger_check();

create function ledger_whole() returns trigger language plpgsql as $$
begin
  if not exists (select from ledger_entries e where e.transaction_id = new.id) then
    raise exception 'ledger transaction % has no entries', new.id using errcode = 'check_violation';
  end if;
  return null;
end $$;
create constraint trigger ledger_transactions_whole after insert on ledger_transactions
  deferrable initially deferred for each row execute function ledger_whole();

/* Prepaid and nothing left: said here, for whoever lets calls through to heed. */
create function wallet_refresh(tenant uuid) returns void language sql as $$
  update billing_accounts b set
    suspended_at = case when empty then coalesce(b.suspended_at, now()) end,
    suspended_reason = case when empty then 'wallet_empty' end
  from (select mode = 'prepaid'
      and coalesce((select sum(balance_nano) from ledger_balances l
        where l.tenant_id = tenant and l.account = 'wallet'), 0)
      + coalesce((select sum(remaining_nano) from credit_grants g where g.tenant_id = tenant
        and (g.expires_at is null or g.expires_at > now())), 0) <= 0 as empty
    from billing_accounts where tenant_id = tenant) as state
  where b.tenant_id = tenant and empty <> (b.suspended_at is not null);
$$;

create function ledger_sum() returns trigger language plpgsql as $$
begin
  insert into ledger_balances (tenant_id, account, currency, balance_nano)
  select f.tenant_id, f.account, t.currency, sum(f.amount_nano)
    from fresh f join ledger_transactions t on t.id = f.transaction_id
    group by 1, 2, 3 order by 1, 2, 3
  on conflict (tenant_id, account, currency)
    do update set balance_nano = ledger_balances.balance_nano + excluded.balance_nano;
  update credit_grants g set remaining_nano = g.remaining_nano + s.amount
    from (select grant_id, sum(amount_nano) as amount from fresh
      where grant_id is not null group by 1) as s
    where g.id = s.grant_id;
  perform wallet_refresh(tenant_id) from (select distinct tenant_id from fresh) as tenants;
  return null;
end $$;
create trigger ledger_entries_sum after insert on ledger_entries
  referencing new table as fresh for each statement execute function ledger_sum();

/* What a month's use of a fee's unit costs in all; an event costs the difference. Exact: "per" is a
   power of ten, and only products of decimals keep all their digits. */
create function fee_total(fee jsonb, used_milli numeric) returns numeric language sql immutable as $$
  select coalesce(sum(greatest(least(used_milli, coalesce(up_to * 1000, used_milli)) - low * 1000, 0)
      * price), 0) * (1 / ((fee ->> 'per')::numeric * 1000))
  from (select (tier ->> 'priceNano')::numeric as price, (tier ->> 'upTo')::numeric as up_to,
      coalesce(lag((tier ->> 'upTo')::numeric) over (order by place), 0) as low
    from jsonb_array_elements(fee -> 'tiers') with ordinality as tiers (tier, place)) as steps;
$$;

/* Takes a charge from grants, then from the wallet (prepaid) or onto the bill (postpaid). The caller
   holds the account's lock. */
create function post_usage(tenant uuid, transaction uuid, in_month date, mode text, charge bigint,
  cost bigint, in_currency text) returns void language plpgsql as $$
begin
  if charge = 0 and cost = 0 then return; end if;
  insert into ledger_transactions (id, tenant_id, kind, month, currency)
    values (transaction, tenant, 'usage', in_month, in_currency);
  with usable as (
    select id, remaining_nano, sum(remaining_nano) over (order by priority, expires_at nulls last, id)
      - remaining_nano as before
    from credit_grants where tenant_id = tenant and remaining_nano > 0
      and (expires_at is null or expires_at > now())
  ), taken as (
    select id, least(remaining_nano, charge - before) as amount from usable where before < charge
  ), entries (account, amount, grant_id) as (
    select 'grants', -amount, id from taken
    union all select case mode when 'prepaid' then 'wallet' else 'receivable' end,
      coalesce((select sum(amount) from taken), 0) - charge, null
    union all select 'revenue', charge, null
    union all select 'cost', -cost, null
    union all select 'payments', cost, null
  )
  insert into ledger_entries (tenant_id, transaction_id, ordinal, account, amount_nano, grant_id)
  select tenant, transaction, row_number() over (), account, amount, grant_id
    from entries where amount <> 0;
end $$;

create function usage_charge() returns trigger language plpgsql as $$
declare
  of_tenant uuid;
  account billing_accounts;
  batch record;
begin
  -- In one order, or two writers could each wait for the other's account.
  for of_tenant in
    select f.tenant_id from fresh f left join billing_accounts b on b.tenant_id = f.tenant_id
      group by 1 having bool_or(b.price_book is not null)
        or bool_or(f.platform_key and f.cost_nano > 0) order by 1
  loop
    -- Whoever moves this tenant's money holds this lock: the counters stand still.
    select * into account from billing_accounts where tenant_id = of_tenant for update;
    with events as (
      select e.*, b.id as book_id, b.rules, greatest(
        date_trunc('month', e.occurred_at at time zone 'UTC')::date, account.closed_before) as month
      from fresh e cross join lateral (
        select p.id, p.rules from price_books p where p.name = account.price_book
          and p.effective_from <= e.occurred_at
          order by p.effective_from desc, p.version desc limit 1) as b
      where e.tenant_id = of_tenant
    ), fees as (
      select e.id, e.month, fee ->> 'key' as key, fee, units,
        sum(units) over (partition by e.month, fee ->> 'key' order by e.id
          rows unbounded preceding) as up_to
      from events e cross join lateral jsonb_array_elements(e.rules -> 'fees') as fee
        cross join lateral (select case fee ->> 'unit' when 'calls' then 1000::numeric
          else e.quantity_milli::numeric end as units) as unit
      where coalesce(fee ->> 'kind', e.kind) = e.kind
        and coalesce(fee ->> 'provider', e.provider) = e.provider
        and coalesce(fee ->> 'meter', e.meter, '') = coalesce(e.meter, '')
    ), priced as (
      select f.id, sum(fee_total(f.fee, coalesce(c.used_milli, 0) + up_to)
        - fee_total(f.fee, coalesce(c.used_milli, 0) + up_to - units)) as amount
      from fees f left join charge_counters c
        on c.tenant_id = of_tenant and c.month = f.month and c.fee = f.key
      group by f.id
    ), counted as (
      insert into charge_counters (tenant_id, month, fee, used_milli)
      select of_tenant, month, key, sum(units) from fees group by month, key order by month, key
      on conflict (tenant_id, month, fee)
        do update set used_milli = charge_counters.used_milli + excluded.used_milli
    )
    insert into usage_charges (event_id, tenant_id, month, occurred_at, price_book_id, agent_id,
      provider, model, operation, meter, quantity_milli, charge_nano)
    select e.id, of_tenant, e.month, e.occurred_at, e.book_id, e.agent_id, e.provider, e.model,
      e.operation, e.meter, e.quantity_milli,
      -- The only rounding of an event, half up.
      round(coalesce(p.amount, 0) + case when e.platform_key
        then e.cost_nano * (10000 + (e.rules ->> 'markupBp')::numeric) * 0.0001 else 0 end)
    from events e left join priced p on p.id = e.id;

    for batch in
      select coalesce(c.month, date_trunc('month', e.occurred_at at time zone 'UTC')::date) as month,
        -- Our own ids come in order of time, and each is written once.
        (array_agg(e.id order by e.id))[1] as id, sum(coalesce(c.charge_nano, 0)) as charge,
        sum(case when e.platform_key then e.cost_nano else 0 end) as cost
      from fresh e left join usage_charges c on c.event_id = e.id
      where e.tenant_id = of_tenant group by 1 order by 1
    loop
      perform post_usage(of_tenant, batch.id, batch.month, account.mode, batch.charge::bigint,
        batch.cost::bigint, coalesce(account.currency, 'USD'));
    end loop;
  end loop;
  return null;
end $$;
create trigger usage_events_zcharge after insert on usage_events
  referencing new table as fresh for each statement execute function usage_charge();
`;

/** After the rights were given as to every tenant table: a tenant's work only reads its money. */
export const LEDGER_RIGHTS_SQL = /* sql */ `
revoke insert, update, delete on ${LEDGER_TENANT_TABLES.join(', ')} from renum_app;
revoke update, delete on price_books from renum_platform;
revoke delete on billing_accounts, charge_counters, ledger_balances, credit_grants
  from renum_platform;
`;
