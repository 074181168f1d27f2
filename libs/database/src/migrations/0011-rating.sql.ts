import { APP_ROLE } from '../security-sql';

/**
 * Prices above the public list, and charges that can be corrected: a correction is a row of its own
 * beside the first one, so that what was charged stays on record.
 */

export const RATING_TENANT_TABLES = ['price_overrides'] as const;
export const RATING_PLATFORM_TABLES = ['platform_price_overrides'] as const;
export const RATING_APPEND_ONLY_TABLES = ['price_overrides', 'platform_price_overrides'] as const;

const TARGET = `provider text not null check (provider ~ '^[a-z0-9][a-z0-9-]{0,63}$'),
  -- A name, or the beginning of names before a *.
  model text check (length(model) between 1 and 200),
  meter text check (length(meter) between 1 and 64),
  -- Checked by the app before it is written; null takes the target's earlier entries out of force.
  rates jsonb,
  effective_from timestamptz not null,
  created_by uuid references users (id) on delete set null,
  created_at timestamptz not null default now(),
  check ((model is null) <> (meter is null))`;

export const RATING_SQL = /* sql */ `
-- For all tenants.
create table platform_price_overrides (
  id uuid primary key,
  ${TARGET}
);

create table price_overrides (
  id uuid primary key,
  tenant_id uuid not null references tenants (id) on delete cascade,
  -- What a tenant sets is not for calls that the platform pays.
  set_by text not null check (set_by in ('operator', 'tenant')),
  ${TARGET},
  unique (tenant_id, id)
);
create index price_overrides_provider_idx on price_overrides (tenant_id, provider);
create function price_override_guard() returns trigger language plpgsql as $$
begin
  if current_user = '${APP_ROLE}' and new.set_by <> 'tenant' then
    raise exception 'a tenant speaks for itself only' using errcode = 'insufficient_privilege';
  end if;
  return new;
end $$;
create trigger price_overrides_guard before insert on price_overrides
  for each row execute function price_override_guard();

alter table usage_charges
  drop constraint usage_charges_pkey,
  drop constraint usage_charges_charge_nano_check,
  -- 0 is what an event was charged at first; the later ones are what was added or taken back.
  add column revision int not null default 0 check (revision >= 0),
  -- The correction's own id, and its transaction's in the ledger.
  add column correction_id uuid,
  -- Of a correction: the month whose charges it corrects, which may be on an invoice already.
  add column corrected_month date,
  add primary key (event_id, revision),
  add check (charge_nano >= 0 or revision > 0),
  add check ((revision = 0) = (corrected_month is null)),
  add check (revision = 0 or correction_id is not null);
create index usage_charges_correction_idx on usage_charges (correction_id)
  where correction_id is not null;

-- An adjustment of usage is billed in a month, as usage is.
alter table ledger_transactions
  drop constraint ledger_transactions_check,
  add constraint ledger_transactions_month_check check (
    case kind when 'usage' then month is not null when 'adjustment' then true
      else month is null end);
`;
