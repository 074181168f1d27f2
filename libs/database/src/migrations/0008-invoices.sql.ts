/** Invoices and credit notes. What has a number does not change any more, but for its state. */

export const INVOICES_TENANT_TABLES = ['invoices', 'invoice_lines', 'credit_notes'] as const;
export const INVOICES_PLATFORM_TABLES = ['document_numbers'] as const;
export const INVOICES_APPEND_ONLY_TABLES = ['credit_notes'] as const;

/** What may become of an invoice; the database and the service both go by it. */
export const INVOICE_MOVES = {
  draft: ['issued', 'void'],
  issued: ['paid', 'void'],
  paid: [],
  void: [],
} as const;

const MOVES = Object.entries(INVOICE_MOVES).flatMap(([from, all]) =>
  all.map((to) => `('${from}', '${to}')`),
);

export const INVOICES_SQL = /* sql */ `
-- The last number given in a series and year. Locked until the document is stored: no gaps.
create table document_numbers (
  series text not null,
  year int not null,
  last int not null,
  primary key (series, year)
);

create table invoices (
  id uuid primary key,
  tenant_id uuid not null references tenants (id) on delete cascade,
  month date not null check (extract(day from month) = 1),
  state text not null default 'draft' check (state in ('draft', 'issued', 'paid', 'void')),
  number text unique,
  currency text not null,
  usage_nano bigint not null,
  -- Of it, what grants and the wallet have paid already.
  credits_nano bigint not null,
  prepaid_nano bigint not null,
  tax_name text not null,
  tax_bp int not null,
  tax_nano bigint not null,
  rounding_nano bigint not null,
  total_nano bigint not null check (
    total_nano = usage_nano - credits_nano - prepaid_nano + tax_nano + rounding_nano),
  created_at timestamptz not null default now(),
  issued_at timestamptz,
  paid_at timestamptz,
  voided_at timestamptz,
  check ((number is null) = (issued_at is null)),
  check (state not in ('issued', 'paid') or number is not null),
  unique (tenant_id, id)
);
create unique index invoices_month_idx on invoices (tenant_id, month) where state <> 'void';

create table invoice_lines (
  tenant_id uuid not null,
  invoice_id uuid not null,
  position int not null,
  agent_id uuid not null,
  agent_name text not null,
  item text not null,
  events bigint not null,
  quantity_milli bigint not null,
  meter text,
  amount_nano bigint not null,
  primary key (invoice_id, position),
  foreign key (tenant_id, invoice_id) references invoices (tenant_id, id) on delete cascade
);

create table credit_notes (
  id uuid primary key,
  tenant_id uuid not null,
  invoice_id uuid not null,
  number text not null unique,
  reason text not null,
  currency text not null,
  net_nano bigint not null check (net_nano >= 0),
  tax_nano bigint not null check (tax_nano >= 0),
  total_nano bigint not null check (total_nano > 0 and total_nano = net_nano + tax_nano),
  issued_at timestamptz not null default now(),
  unique (tenant_id, id),
  foreign key (tenant_id, invoice_id) references invoices (tenant_id, id) on delete cascade
);

create function invoice_guard() returns trigger language plpgsql as $$
begin
  if new.state <> old.state and (old.state, new.state) not in (${MOVES.join(', ')}) then
    raise exception 'an invoice that is % does not become %', old.state, new.state
      using errcode = 'check_violation';
  end if;
  if to_jsonb(new) - '{state,number,issued_at,paid_at,voided_at}'::text[]
    <> to_jsonb(old) - '{state,number,issued_at,paid_at,voided_at}'::text[]
    or (old.number is not null and (new.number, new.issued_at)
      is distinct from (old.number, old.issued_at)) then
    raise exception 'what an invoice says does not change' using errcode = 'check_violation';
  end if;
  return new;
end $$;
create trigger invoices_guard before update on invoices for each row execute function invoice_guard();

create function invoice_line_guard() returns trigger language plpgsql as $$
begin
  if not exists (select from invoices where id = new.invoice_id and state = 'draft') then
    raise exception 'what an invoice says does not change' using errcode = 'check_violation';
  end if;
  return new;
end $$;
create trigger invoice_lines_guard before insert on invoice_lines
  for each row execute function invoice_line_guard();
`;

export const INVOICES_RIGHTS_SQL = /* sql */ `
revoke insert, update, delete on ${INVOICES_TENANT_TABLES.join(', ')} from renum_app;
revoke delete on invoices, document_numbers from renum_platform;
revoke update, delete on invoice_lines from renum_platform;
`;
