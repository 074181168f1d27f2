import { parseJson } from '../json-scan';
import { isObject } from '../usage/reading';
import { countTokens } from './tokenizer';

/** Larger bodies are mostly pictures and files; to parse one would hold up the calls beside it. */
const PARSED_BYTES = 1024 * 1024;
/** What a picture or a file of ordinary size comes to, by OpenAI's guide to vision. */
const FILE_TOKENS = 800;
/** The frame of each message: who speaks, and where it ends. */
const MESSAGE_TOKENS = 4;
const FILE_FIELDS: ReadonlySet<string> = new Set(['file_id', 'file_url', 'file_data', 'image_url']);

/**
 * Tokens that a request comes to, about: its texts counted, its pictures guessed. For answers whose
 * own count never arrived; undefined when the model's tokens cannot be counted here.
 */
export function promptTokensAbout(model: string, body: Buffer): number | undefined {
  if (body.length > PARSED_BYTES) return undefined;
  const request = parseJson(body.toString('utf8'));
  if (!isObject(request)) return undefined;
  const { messages, input, instructions, prompt, tools } = request;
  const texts: string[] = [];
  const found = { messages: 0, files: 0 };
  // By hand and not by recursion: how deep a body goes is its caller's choice.
  const open: unknown[] = [messages, input, instructions, prompt];
  while (open.length > 0) {
    const value = open.pop();
    if (typeof value === 'string') texts.push(value);
    else if (Array.isArray(value)) for (const item of value) open.push(item);
    else if (isObject(value)) {
      if ('role' in value) found.messages += 1;
      for (const [name, inner] of Object.entries(value)) {
        if (FILE_FIELDS.has(name) || isData(inner)) found.files += 1;
        else if (name !== 'type') open.push(inner);
      }
    }
  }
  // Read as the model does not, but as long.
  if (tools !== undefined) texts.push(JSON.stringify(tools));
  const counted = countTokens(model, texts.join('\n'));
  if (counted === undefined) return undefined;
  return counted + found.messages * MESSAGE_TOKENS + found.files * FILE_TOKENS;
}

const isData = (value: unknown): boolean =>
  typeof value === 'string' &&
  (value.startsWith('data:') || (value.length > 4096 && !/\s/.test(value.slice(0, 4096))));
