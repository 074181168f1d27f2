import { MikroORM, type EntitySchema } from '@mikro-orm/postgresql';

/** What a lib exports as its entities: schemas made by `tenantEntity` and its kin. */
export type EntityList = readonly Pick<EntitySchema, 'meta'>[];

export interface OrmOptions {
  /** Keeps the transaction contexts of two databases in one process apart. */
  name: string;
  url: string;
  entities?: EntityList;
  poolSize?: number;
  /** After how long an unused connection is closed; 0 = never. */
  idleMs?: number;
}

/** One ORM on one role. It connects at its first query, so a process may start before PostgreSQL. */
export function createOrm(options: OrmOptions): Promise<MikroORM> {
  return MikroORM.init({
    contextName: options.name,
    clientUrl: options.url,
    entities: [...(options.entities ?? [])] as EntitySchema[],
    discovery: { warnWhenNoEntities: false },
    metadataCache: { enabled: false },
    forceUtcTimezone: true,
    // The migrations are the schema; nothing derives it from entities at run time.
    ensureDatabase: false,
    pool: { min: 0, max: options.poolSize ?? 5, idleTimeoutMillis: options.idleMs ?? 30_000 },
    driverOptions: { application_name: `renum-${options.name}` },
  });
}
