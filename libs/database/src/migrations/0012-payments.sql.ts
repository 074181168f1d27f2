/** Payments through a payment provider, and what it told of them. */

export const PAYMENTS_TENANT_TABLES = ['payments', 'payment_refunds'] as const;
export const PAYMENTS_PLATFORM_TABLES = ['payment_events'] as const;
export const PAYMENTS_APPEND_ONLY_TABLES = ['payment_events'] as const;

/** What may become of a payment. Money that came counts, also after the page had expired. */
export const PAYMENT_MOVES = {
  open: ['processing', 'paid', 'failed', 'expired'],
  processing: ['paid', 'failed'],
  failed: ['paid'],
  expired: ['processing', 'paid'],
  paid: [],
} as const;

const MOVES = Object.entries(PAYMENT_MOVES).flatMap(([from, all]) =>
  all.map((to) => `('${from}', '${to}')`),
);

export const PAYMENTS_SQL = /* sql */ `
create table payments (
  -- Chosen by the payer's program; also its idempotency key at the provider.
  id uuid primary key,
  tenant_id uuid not null references tenants (id) on delete cascade,
  provider text not null check (provider in ('stripe')),
  purpose text not null check (purpose in ('top_up', 'invoice')),
  invoice_id uuid,
  amount_nano bigint not null check (amount_nano > 0),
  currency text not null,
  state text not null default 'open' check (state in (${Object.keys(PAYMENT_MOVES)
    .map((state) => `'${state}'`)
    .join(', ')})),
  -- At the provider: the page to pay at, and the payment itself.
  checkout_ref text unique,
  payment_ref text unique,
  refunded_nano bigint not null default 0 check (refunded_nano between 0 and amount_nano),
  disputed_at timestamptz,
  created_by uuid references users (id) on delete set null,
  created_at timestamptz not null default now(),
  paid_at timestamptz,
  unique (tenant_id, id),
  foreign key (tenant_id, invoice_id) references invoices (tenant_id, id) on delete cascade,
  check ((purpose = 'invoice') = (invoice_id is not null)),
  check ((state = 'paid') = (paid_at is not null)),
  check (state = 'paid' or refunded_nano = 0)
);
create index payments_tenant_idx on payments (tenant_id, id desc);

create function payment_guard() returns trigger language plpgsql as $$
begin
  if new.state <> old.state and (old.state, new.state) not in (${MOVES.join(', ')}) then
    raise exception 'a payment that is % does not become %', old.state, new.state
      using errcode = 'check_violation';
  end if;
  if (new.tenant_id, new.provider, new.purpose, new.invoice_id, new.amount_nano, new.currency)
    is distinct from
    (old.tenant_id, old.provider, old.purpose, old.invoice_id, old.amount_nano, old.currency)
    or (old.payment_ref is not null and new.payment_ref is distinct from old.payment_ref)
    or (old.checkout_ref is not null and new.checkout_ref is distinct from old.checkout_ref) then
    raise exception 'what a payment is for does not change' using errcode = 'check_violation';
  end if;
  return new;
end $$;
create trigger payments_guard before update on payments for each row execute function payment_guard();

create table payment_refunds (
  -- Chosen by the operator's program; also its idempotency key at the provider.
  id uuid primary key,
  tenant_id uuid not null,
  payment_id uuid not null,
  amount_nano bigint not null check (amount_nano > 0),
  reason text,
  -- Booked before the provider is asked: what is on its way back is not spent meanwhile.
  state text not null default 'asked' check (state in ('asked', 'made', 'refused')),
  refund_ref text unique,
  created_by uuid references users (id) on delete set null,
  created_at timestamptz not null default now(),
  unique (tenant_id, id),
  foreign key (tenant_id, payment_id) references payments (tenant_id, id) on delete cascade
);

/* What the provider told, each once: by its own id. */
create table payment_events (
  id text primary key,
  provider text not null,
  type text not null,
  occurred_at timestamptz not null,
  received_at timestamptz not null default now(),
  outcome text not null check (outcome in ('applied', 'ignored', 'refused')),
  -- Why it was refused, or what an operator should know.
  note text,
  payment_id uuid
);
create index payment_events_refused_idx on payment_events (received_at desc)
  where outcome = 'refused' or note is not null;
`;

/** After the rights were given as to every tenant table: a tenant's work only reads its payments. */
export const PAYMENTS_RIGHTS_SQL = /* sql */ `
revoke insert, update, delete on ${PAYMENTS_TENANT_TABLES.join(', ')} from renum_app;
revoke delete on ${PAYMENTS_TENANT_TABLES.join(', ')} from renum_platform;
`;
