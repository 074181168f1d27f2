import type { TenantKeyRotationView } from '@renum/contracts';

const many = (count: number, one: string, more: string): string =>
  `${count} ${count === 1 ? one : more}`;

/** What came of a new data key, in sentences. */
export function rotationWords({
  resealed,
  unreadable,
  droppedKeys,
}: TenantKeyRotationView): string {
  const said = [
    resealed === 0
      ? 'A new key is in use. There was no secret to seal anew.'
      : `A new key is in use, and ${many(resealed, 'secret is', 'secrets are')} sealed under it.`,
  ];
  if (droppedKeys > 0)
    said.push(`${many(droppedKeys, 'older key is', 'older keys are')} gone for good.`);
  if (unreadable > 0)
    said.push(
      `${many(unreadable, 'secret', 'secrets')} could not be opened, before or after: replace ${unreadable === 1 ? 'it' : 'them'}.`,
    );
  return said.join(' ');
}
