import Anthropic from '@anthropic-ai/sdk';
import OpenAI from 'openai';
import { toModelFailure } from './model-failure';
import { learnQuirk, type Quirk } from './quirks';

const openai = (status: number, error: object) =>
  OpenAI.APIError.generate(status, { error }, undefined, new Headers());
const anthropic = (status: number, error: object) =>
  Anthropic.APIError.generate(status, { type: 'error', error }, undefined, new Headers());

it.each([
  ['budget', openai(402, { code: 'limit_exceeded', message: 'm' })],
  ['budget', anthropic(402, { type: 'x', code: 'limit_exceeded', message: 'm' })],
  ['credential_missing', openai(424, { code: 'credential_missing', message: 'm' })],
  ['credential_missing', anthropic(424, { type: 'credential_revoked', message: 'm' })],
  ['run_not_active', openai(409, { code: 'run_not_active', message: 'm' })],
  ['context_too_long', openai(400, { code: 'context_length_exceeded', message: 'm' })],
  ['context_too_long', anthropic(400, { message: 'prompt is too long: 210000 tokens' })],
  ['bad_request', openai(400, { message: 'Unknown parameter: stream_options' })],
  ['refused', openai(401, { message: 'Incorrect API key' })],
  ['refused', openai(402, { message: 'Insufficient credits at the provider' })],
  ['refused', openai(404, { code: 'model_not_found', message: 'No such model' })],
  ['refused', openai(403, { code: 'operation_not_allowed', message: 'm' })],
  ['rate_limited', openai(429, { code: 'insufficient_quota', message: 'm' })],
  ['rate_limited', anthropic(429, { type: 'rate_limit_error', message: 'm' })],
  ['unavailable', anthropic(529, { type: 'overloaded_error', message: 'Overloaded' })],
  ['unavailable', openai(502, { code: 'upstream_unreachable', message: 'm' })],
  ['timeout', openai(504, { code: 'upstream_timeout', message: 'm' })],
  ['timeout', new OpenAI.APIConnectionTimeoutError()],
  ['timeout', new Anthropic.APIConnectionTimeoutError()],
  ['fatal', openai(403, { code: 'tenant_suspended', message: 'm' })],
  ['fatal', openai(401, { code: 'unauthenticated', message: 'm' })],
])('%s', (kind, error) => {
  expect(toModelFailure(error, false)).toMatchObject({ kind });
});

it('tells what happened below a failed fetch', () => {
  const cause = new Error('connect ENOENT /run/renum/door.sock');
  const error = new OpenAI.APIConnectionError({ message: 'Connection error.', cause });
  expect(toModelFailure(error, false).message).toContain('ENOENT');
});

it('takes a connection lost midway for an interruption, but not one that never was', () => {
  const error = new TypeError('terminated');
  expect(toModelFailure(error, true).kind).toBe('interrupted');
  expect(toModelFailure(error, false).kind).toBe('unavailable');
});

describe('what a refused request teaches', () => {
  const learn = (message: string, quirks: Set<Quirk>) =>
    learnQuirk(toModelFailure(openai(400, { message }), false), quirks);

  it.each<[string, Quirk[], Quirk[]]>([
    ['Unknown field: stream_options', [], ['no_stream_options']],
    ["Unsupported value: 'temperature'", [], ['no_temperature']],
    ["property 'reasoning_content' is unsupported", [], ['no_reasoning']],
    ["'max_tokens' is not supported. Use 'max_completion_tokens' instead.", ['max_tokens'], []],
    ['Unrecognized: max_completion_tokens', [], ['max_tokens']],
  ])('%s', (message, before, after) => {
    const quirks = new Set<Quirk>(before);
    expect(learn(message, quirks)).toBe(true);
    expect([...quirks]).toEqual(after);
  });

  it('teaches nothing twice, so that a refusal ends', () => {
    const quirks = new Set<Quirk>(['no_temperature']);
    expect(learn("Unsupported value: 'temperature'", quirks)).toBe(false);
    expect(learn('Something else', quirks)).toBe(false);
  });
});
