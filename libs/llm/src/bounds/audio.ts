import { inputTokensAtMost, tokensAbout } from '../estimate';
import type { Asked, Bounds } from './bounds';
import { bounded, counts } from './counts';

/** Opus, the thriftiest of the formats taken, goes down to 6 kbit/s; an ordinary MP3 has 128. */
const LEAST_BYTES_A_SECOND = 750;
const USUAL_BYTES_A_SECOND = 16_000;
/**
 * OpenAI counts ten tokens for a second heard and twenty for a second spoken; whoever speaks fast says
 * some five words a second, of two tokens.
 */
const HEARD_A_SECOND = 10;
const SPOKEN_A_SECOND = 21;
const SAID_A_SECOND = 10;
const USUALLY_SAID_A_SECOND = 4;
/** The shortest recording and the shortest word have their tokens, too. */
const LEAST_SECONDS = 10;
/** Characters that are spoken in a second: slowly, with pauses, and usually. */
const SLOW_CHARACTERS = 4;
const USUAL_CHARACTERS = 15;
const SLOWEST = 0.25;

/** What there is to hear, by the size of the file: some models charge its time, some its tokens. */
export function hearingBounds({ fields }: Asked): Bounds {
  const bytes = fields.files.reduce((sum, file) => sum + file.bytes, 0);
  const of = (text: number, seconds: number, said: number) => {
    const inputAudio = Math.ceil(seconds * HEARD_A_SECOND);
    const kinds = { inputAudio, inputAudioMs: Math.ceil(seconds * 1000) };
    return counts({ input: text + inputAudio, output: Math.ceil(seconds * said), kinds });
  };
  return {
    atMost: of(
      inputTokensAtMost(fields.textBytes),
      bytes / LEAST_BYTES_A_SECOND + LEAST_SECONDS,
      SAID_A_SECOND,
    ),
    about: of(tokensAbout(fields.textBytes), bytes / USUAL_BYTES_A_SECOND, USUALLY_SAID_A_SECOND),
  };
}

/** What is spoken, by the number of its characters. */
export function speakingBounds({ fields }: Asked): Bounds {
  const text = fields.value('input');
  const length = typeof text === 'string' ? text.length : fields.textBytes;
  const asked = fields.number('speed') ?? 1;
  const speed = Math.max(asked > 0 ? asked : SLOWEST, SLOWEST);
  const of = (input: number, charactersASecond: number, seconds = 0) => {
    const output = bounded((seconds + length / charactersASecond / speed) * SPOKEN_A_SECOND);
    return counts({ input, output, kinds: { outputAudio: output } });
  };
  return {
    atMost: of(inputTokensAtMost(fields.textBytes), SLOW_CHARACTERS, LEAST_SECONDS),
    about: of(tokensAbout(length), USUAL_CHARACTERS),
  };
}
