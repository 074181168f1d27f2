import { p } from '@mikro-orm/postgresql';

/** The columns our tables are made of, so that every entity spells them alike. */
export const uuid = () => p.uuid();
export const text = () => p.text();
export const int = () => p.integer();
export const bool = () => p.boolean();
/** Money in nano-units, and counts beyond 2^53. */
export const bigint = () => p.bigint('bigint');
export const bytes = () => p.blob();
export const jsonb = <T>() => p.json<T>();
/** A value out of a fixed list, stored as text under a check. */
export const oneOf = <const T extends readonly string[]>(_values: T) => p.text().$type<T[number]>();

export const moment = () => p.datetime().columnType('timestamptz');
/** `created_at`, set by us rather than by PostgreSQL, so that the entity has it at once. */
export const createdAt = () => moment().onCreate(() => new Date());
/** `updated_at`, moved by every update through the unit of work. */
export const updatedAt = () =>
  moment()
    .onCreate(() => new Date())
    .onUpdate(() => new Date());
