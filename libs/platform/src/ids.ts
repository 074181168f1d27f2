import { v7 } from 'uuid';

/** A new id. UUIDv7: grows with time, so indexes stay dense and ids order rows by age. */
export const newId = (): string => v7();
