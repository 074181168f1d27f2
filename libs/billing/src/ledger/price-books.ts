import { Injectable } from '@nestjs/common';
import { PLATFORM_METERS, type Page, type PriceBookView, type PriceRules } from '@renum/contracts';
import { PlatformDatabase } from '@renum/database';
import { DomainError, newId } from '@renum/platform';

interface DbPriceBook {
  id: string;
  name: string;
  version: number;
  effective_from: Date | string;
  rules: PriceRules;
  created_at: Date | string;
}

const COLUMNS = 'id, name, version, effective_from, rules, created_at';

/** What Renum charges. A version is never changed: events keep the price that they were given. */
@Injectable()
export class PriceBooks {
  constructor(private readonly database: PlatformDatabase) {}

  /** All versions, newest first. */
  list({ cursor, limit }: { cursor?: string; limit: number }): Promise<Page<PriceBookView>> {
    return this.database.transaction(async (em) => {
      const rows = await em.execute<DbPriceBook[]>(
        `select ${COLUMNS} from price_books where ${cursor ? 'id < ?' : 'true'}
         order by id desc limit ?`,
        [...(cursor ? [cursor] : []), limit + 1],
      );
      const items = rows.slice(0, limit).map(viewOf);
      const last = items.at(-1);
      return rows.length > limit && last ? { items, nextCursor: last.id } : { items };
    });
  }

  /** The next version of `name`. @throws DomainError `validation_failed`, `conflict` */
  async publish(
    { name, effectiveFrom, rules }: { name: string; effectiveFrom: Date; rules: PriceRules },
    operatorId: string,
  ): Promise<PriceBookView> {
    mustBeSound(rules);
    return this.database.transaction(async (em) => {
      // Two at once would take the same number.
      await em.execute('select pg_advisory_xact_lock(hashtext(?))', [`price_books/${name}`]);
      const [row] = await em.execute<DbPriceBook[]>(
        `insert into price_books (id, name, version, effective_from, rules, created_by)
         select ?, ?, coalesce(max(version), 0) + 1, ?, cast(? as jsonb), ?
           from price_books where name = ? returning ${COLUMNS}`,
        [newId(), name, effectiveFrom, JSON.stringify(rules), operatorId, name],
      );
      if (!row) throw new DomainError('internal', 'The version was not stored.');
      return viewOf(row);
    });
  }
}

const ownMeters: ReadonlyMap<string, string> = new Map(Object.entries(PLATFORM_METERS));

/** The database computes with it in the hot path: nothing may fail there. */
function mustBeSound({ fees }: PriceRules): void {
  const refuse = (detail: string): never => {
    throw new DomainError('validation_failed', detail);
  };
  if (new Set(fees.map(({ key }) => key)).size !== fees.length) refuse('Two fees have one key.');
  for (const { key, unit, kind, meter, per, tiers } of fees) {
    const own = kind && ownMeters.get(kind);
    if (unit === 'calls' && own) refuse(`${key}: ${kind} is no call; its unit is quantity.`);
    if (unit === 'quantity' && !own && meter === undefined)
      refuse(`${key}: units of different meters do not add up; name the meter.`);
    if (own && meter !== undefined && meter !== own)
      refuse(`${key}: the meter of ${kind} is ${own}.`);
    if (!Number.isInteger(Math.log10(per)) || per < 1) refuse(`${key}: per is no power of ten.`);
    if (tiers.at(-1)?.upTo !== null) refuse(`${key}: the last tier must have no end.`);
    const ends = tiers.slice(0, -1).map(({ upTo }) => upTo ?? 0);
    if (ends.some((end, index) => end <= (ends[index - 1] ?? 0)))
      refuse(`${key}: each tier must end after the one before.`);
  }
}

const viewOf = (row: DbPriceBook): PriceBookView => ({
  id: row.id,
  name: row.name,
  version: row.version,
  effectiveFrom: new Date(row.effective_from).toISOString(),
  rules: row.rules,
  createdAt: new Date(row.created_at).toISOString(),
});
