import { DomainError } from '@renum/platform';

/** The place of an entry in the log: by time, and by id where times are the same. */
export interface Place {
  /** ISO UTC, to the microsecond, as PostgreSQL has it. */
  at: string;
  id: string;
}

const FORM =
  /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z)_([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/;

export const cursorOf = ({ at, id }: Place): string =>
  Buffer.from(`${at}_${id}`).toString('base64url');

/** @throws DomainError `validation_failed` for what is no cursor of ours */
export function placeOf(cursor: string): Place {
  const [, at, id] = FORM.exec(Buffer.from(cursor, 'base64url').toString()) ?? [];
  if (at && id && !Number.isNaN(Date.parse(at))) return { at, id };
  const message = 'The cursor is not one that this list has given.';
  throw new DomainError('validation_failed', message, {
    details: { errors: [{ path: 'cursor', message }] },
  });
}
