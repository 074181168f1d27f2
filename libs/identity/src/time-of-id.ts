/** When a UUIDv7 was made, in milliseconds since the epoch: its first 48 bits. */
export const timeOfId = (id: string): number =>
  Number.parseInt(id.replaceAll('-', '').slice(0, 12), 16);
