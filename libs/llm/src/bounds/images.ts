import { inputTokensAtMost, tokensAbout } from '../estimate';
import { text } from '../usage/reading';
import type { Asked, Bounds } from './bounds';
import { atLeastOne, bounded, counts } from './counts';

/**
 * Tokens of one picture by quality, at the largest size. Of the first family OpenAI's guide to image
 * generation gives them (408, 1584 and 6240 for 1024 × 1536); later ones take any size up to 3840 ×
 * 2160 and give no table, and what was billed for those (7,024 at 1024 × 1024, 12,329 at 3584 × 2048,
 * both high) is below these.
 */
const FIRST_FAMILY = /^gpt-image-1/;
const FIRST: Readonly<Record<string, number>> = { low: 408, medium: 1584 };
const FIRST_MOST = 6240;
const LATER: Readonly<Record<string, number>> = { low: 2_000, medium: 8_000, high: 16_000 };
/** `auto` may become the best; better qualities than high came later still. */
const LATER_MOST = 32_000;
/** The same, as they come on the average. */
const USUAL: Readonly<Record<string, number>> = { low: 400, medium: 1_600 };
const USUAL_MOST = 7_000;

/** Each preview while a picture is made, says the same guide. */
const PREVIEW_TOKENS = 100;
/** A picture to work on, at high fidelity; as a guess, a quarter of it. */
const SOURCE_TOKENS = 16_000;
/** The most that an edit takes. */
const SOURCES = 16;
/** A list of references is short; one of whole pictures need not be parsed to be counted. */
const LIST_BYTES = 256 * 1024;

/** Pictures by number and quality, previews, frames, the prompt and the pictures to work on. */
export function imageBounds(asked: Asked): Bounds {
  const { fields, model, operation } = asked;
  const pictures = atLeastOne(fields.number('n'), 1) * atLeastOne(fields.number('frame_count'), 1);
  const quality = text(fields.value('quality')) ?? 'auto';
  const first = FIRST_FAMILY.test(model);
  const most = first ? (FIRST[quality] ?? FIRST_MOST) : (LATER[quality] ?? LATER_MOST);
  const usual = first ? most : (USUAL[quality] ?? USUAL_MOST);
  const previews = Math.max(0, fields.number('partial_images') ?? 0) * PREVIEW_TOKENS;
  const sources = operation === 'image_edits' ? sourcesOf(asked) : 0;
  const of = (words: number, source: number, picture: number) => {
    const inputImage = sources * source;
    const output = bounded(pictures * (picture + previews));
    const kinds = { outputImage: output, ...(inputImage > 0 && { inputImage }) };
    return counts({ input: words + inputImage, output, kinds });
  };
  return {
    atMost: of(inputTokensAtMost(fields.textBytes), SOURCE_TOKENS, most),
    about: of(tokensAbout(fields.textBytes), SOURCE_TOKENS / 4, usual),
  };
}

function sourcesOf({ fields }: Asked): number {
  if (!fields.json) return fields.files.length;
  const at = fields.at('images');
  const list = at && at.end - at.start < LIST_BYTES ? fields.value('images') : undefined;
  return Array.isArray(list) ? Math.min(list.length, SOURCES) + 1 : SOURCES + 1;
}
