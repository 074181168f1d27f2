import type { Asked } from './bounds';
import { named, unescaped } from './named';

/** A conversation or prompt that is kept at the provider may fill the widest common window. */
const KEPT_TOKENS = 400_000;
/** A picture at the finest detail: one model counts many small tiles, the others few. */
const PICTURE_TOKENS = 10_000;
const TILED = /4o-mini/;
const TILED_PICTURE_TOKENS = 50_000;
/** A file of a hundred pages. */
const FILE_TOKENS = 200_000;

const KEPT_FIELDS = ['previous_response_id', 'conversation', 'prompt'];
/** Where a picture's bytes would begin, if they were there. */
const NEAR = 200;
const SOURCE = Buffer.from('"source"');

/**
 * Tokens that the body only names and does not hold: at most.
 * @param body with its letters unescaped
 */
export function elsewhere({ operation, model, fields }: Asked, body: Buffer): number {
  let tokens = 0;
  if (operation === 'responses')
    tokens +=
      KEPT_FIELDS.filter((name) => (fields.value(name) ?? null) !== null).length * KEPT_TOKENS;
  const picture = TILED.test(model) ? TILED_PICTURE_TOKENS : PICTURE_TOKENS;
  for (const at of named(body, 'image_url'))
    if (!near(body, at).includes('data:')) tokens += picture;
  if (operation === 'messages') tokens += sources(body) * picture;
  for (const field of ['file_id', 'file_url'])
    for (const _at of named(body, field)) tokens += FILE_TOKENS;
  return tokens;
}

/** Pictures of Anthropic's messages that are elsewhere. */
function sources(body: Buffer): number {
  let count = 0;
  for (let at = body.indexOf(SOURCE); at >= 0; at = body.indexOf(SOURCE, at + 1))
    if (near(body, at).includes('"url"')) count += 1;
  return count;
}

const near = (body: Buffer, at: number): string => body.toString('latin1', at, at + NEAR);

/** Ids of files, containers and answers, as values; a tool's schema may name such a parameter. */
const KEPT =
  /"(?:file_id|container_id|previous_response_id|container)"\s*:\s*"|"(?:file_ids|vector_store_ids)"\s*:\s*\[/;

/** Whether a body names by its id what is kept in the account at the provider. */
export const namesKept = (body: Buffer): boolean => KEPT.test(unescaped(body).toString('latin1'));
