import type { Asked } from './bounds';

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

/** Tokens that the body only names and does not hold: at most. */
export function elsewhere({ operation, model, body, fields }: Asked): number {
  let tokens = 0;
  if (operation === 'responses')
    tokens +=
      KEPT_FIELDS.filter((name) => (fields.value(name) ?? null) !== null).length * KEPT_TOKENS;
  const picture = TILED.test(model) ? TILED_PICTURE_TOKENS : PICTURE_TOKENS;
  tokens += named(body, '"image_url"', (near) => !near.includes('data:')) * picture;
  tokens += named(body, '"source"', (near) => near.includes('"url"')) * picture;
  for (const file of ['"file_id"', '"file_url"'])
    tokens += named(body, file, (near) => near.includes('"', file.length)) * FILE_TOKENS;
  return tokens;
}

function named(body: Buffer, field: string, fits: (near: string) => boolean): number {
  let count = 0;
  for (let at = body.indexOf(field); at >= 0; at = body.indexOf(field, at + field.length)) {
    if (fits(body.toString('latin1', at, at + NEAR))) count += 1;
  }
  return count;
}
