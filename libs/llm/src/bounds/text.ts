import type { TokenCounts } from '@renum/contracts';
import { DEFAULT_OUTPUT_BOUND, inputTokensAtMost } from '../estimate';
import type { Asked } from './bounds';
import { atLeastOne, bounded, counts } from './counts';
import { hostedUse } from './hosted-tools';
import { names, unescaped } from './named';
import { elsewhere } from './references';

/** What providers tell the model of tools, beside what the caller wrote: their own ones have long texts. */
const TOOL_PROMPT = 1_000;
const HOSTED_PROMPT = 4_000;

/** Served faster than the list is for: OpenAI's priority costs twice, Anthropic's fast mode six times. */
const FASTER: ReadonlySet<unknown> = new Set(['priority', 'fast', 'ultrafast']);
const FASTER_TIMES = 6;

const OUTPUT_FIELDS = ['max_completion_tokens', 'max_output_tokens', 'max_tokens'];

/** Input by the size of the body and of what it refers to, output as far as the caller allows it. */
export function textBounds(asked: Asked): TokenCounts {
  const { operation, body, fields } = asked;
  const own = inputTokensAtMost(body.length);
  if (operation === 'embeddings') return counts({ input: own });
  if (operation !== 'chat' && operation !== 'responses' && operation !== 'messages')
    return counts({});
  const times = [fields.value('service_tier'), fields.value('speed')].some((how) => FASTER.has(how))
    ? FASTER_TIMES
    : 1;
  const output = outputAtMost(asked) * times;
  const hosted = hostedUse(asked);
  const prompt = hosted.calls > 0 ? HOSTED_PROMPT : fields.at('tools') ? TOOL_PROMPT : 0;
  const plain = unescaped(body);
  const once = own + prompt + elsewhere(asked, plain);
  // Every call of a hosted tool has the model read all over again, with what it brought so far.
  const input = bounded(
    (once * (hosted.calls + 1) + (hosted.growth * hosted.calls * (hosted.calls + 1)) / 2) * times,
  );
  const audible = operation === 'chat' && names(plain, 'input_audio');
  const speaks = operation === 'chat' && namesAudio(fields.value('modalities'));
  const writes = operation !== 'messages' || names(plain, 'cache_control');
  const lasting = operation === 'messages' && writes && plain.includes('1h');
  const kinds = {
    ...hosted.kinds,
    ...(audible && { inputAudio: input }),
    ...(speaks && { outputAudio: output }),
    ...(lasting && { cacheWrite1h: input }),
  };
  return counts({
    input,
    output,
    // Dearer than reading, where a provider charges for it; what is heard is not cached as text.
    cacheWrite: writes && !audible ? input : 0,
    ...(Object.keys(kinds).length > 0 && { kinds }),
  });
}

function outputAtMost({ fields }: Asked): number {
  const allowed = OUTPUT_FIELDS.map((name) => fields.number(name)).filter(
    (value) => value !== undefined && Number.isSafeInteger(value) && value > 0,
  );
  // With two bounds given, which one a server honours is its own affair: take the larger.
  const bound = allowed.length > 0 ? Math.max(...(allowed as number[])) : DEFAULT_OUTPUT_BOUND;
  return Math.min(bound * atLeastOne(fields.number('n'), 1), Number.MAX_SAFE_INTEGER);
}

const namesAudio = (modalities: unknown): boolean =>
  Array.isArray(modalities) && modalities.includes('audio');
