import { createHash } from 'node:crypto';
import Anthropic from '@anthropic-ai/sdk';
import OpenAI from 'openai';
import { startStandin, type Standin } from './server';

const KEY = 'sk-test-0123456789';
const REPORT_PROMPT = 'Find three facts about row level security and write them to report.md';
const TOOLS = {
  web_search: { type: 'object' as const, properties: { query: { type: 'string' } } },
  create_file: {
    type: 'object' as const,
    properties: { file_path: { type: 'string' }, file_contents: { type: 'string' } },
  },
  execute_command: { type: 'object' as const, properties: { command: { type: 'string' } } },
  ask: { type: 'object' as const, properties: { question: { type: 'string' } } },
};
const openaiTools = Object.entries(TOOLS).map(([name, parameters]) => ({
  type: 'function' as const,
  function: { name, parameters },
}));
const anthropicTools = Object.entries(TOOLS).map(([name, input_schema]) => ({
  name,
  input_schema,
}));

let standin: Standin;
let openai: OpenAI;
let anthropic: Anthropic;

beforeAll(async () => {
  standin = await startStandin({ port: 0, host: '127.0.0.1', delayMs: 0 });
  openai = new OpenAI({ apiKey: KEY, baseURL: `${standin.url}/openai/v1`, maxRetries: 0 });
  anthropic = new Anthropic({ apiKey: KEY, baseURL: `${standin.url}/anthropic`, maxRetries: 0 });
});
afterAll(() => standin.stop());
beforeEach(() => standin.stats.reset());

const search = (query: string) =>
  fetch(`${standin.url}/tavily/search`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${KEY}` },
    body: JSON.stringify({ query, max_results: 2 }),
  });

describe('the report, in the OpenAI dialect', () => {
  const turn = async (messages: OpenAI.ChatCompletionMessageParam[]) => {
    const stream = openai.chat.completions.stream({
      model: 'gpt-4.1-mini',
      messages,
      tools: openaiTools,
      stream_options: { include_usage: true },
    });
    const chunks: string[] = [];
    stream.on('content', (delta) => chunks.push(delta));
    const completion = await stream.finalChatCompletion();
    return { message: completion.choices[0]!.message, usage: completion.usage, chunks };
  };

  it('searches, writes the file, then answers in many chunks with usage', async () => {
    const messages: OpenAI.ChatCompletionMessageParam[] = [
      { role: 'system', content: 'You are helpful.' },
      { role: 'user', content: REPORT_PROMPT },
    ];
    const first = await turn(messages);
    expect(first.message.content).toContain('reliable sources');
    expect(first.message.tool_calls).toMatchObject([{ function: { name: 'web_search' } }]);
    messages.push(first.message, {
      role: 'tool',
      tool_call_id: first.message.tool_calls![0]!.id,
      content: JSON.stringify(await (await search('row level security')).json()),
    });

    const second = await turn(messages);
    const call = second.message.tool_calls![0]!;
    if (call.type !== 'function') throw new Error('not a function call');
    expect(call.function.name).toBe('create_file');
    const file = JSON.parse(call.function.arguments) as Record<string, string>;
    expect(file['file_path']).toBe('report.md');
    expect(file['file_contents']).toContain('https://www.postgresql.org/');
    messages.push(second.message, { role: 'tool', tool_call_id: call.id, content: 'Created' });

    const third = await turn(messages);
    expect(third.message.tool_calls).toBeUndefined();
    expect(third.message.content).toContain('report.md');
    expect(third.chunks.length).toBeGreaterThan(10);
    expect(third.usage!.completion_tokens).toBe(Math.ceil((third.message.content!.length + 2) / 4));

    const view = standin.stats.view();
    expect(view).toMatchObject({ openai: 3, anthropic: 0, tavily: 1 });
    const billed = [first, second, third].reduce((sum, { usage }) => sum + usage!.prompt_tokens, 0);
    expect(view.providers.openai.inputTokens).toBe(billed);
  });
});

describe('the report, in the Anthropic dialect', () => {
  it('does the same three turns', async () => {
    const messages: Anthropic.MessageParam[] = [{ role: 'user', content: REPORT_PROMPT }];
    const names: string[] = [];
    for (let turn = 0; turn < 3; turn += 1) {
      const stream = anthropic.messages.stream({
        model: 'claude-sonnet-5',
        max_tokens: 1000,
        system: 'You are helpful.',
        messages,
        tools: anthropicTools,
      });
      const message = await stream.finalMessage();
      expect(message.usage.input_tokens).toBeGreaterThan(0);
      expect(message.usage.output_tokens).toBeGreaterThan(0);
      const call = message.content.find((block) => block.type === 'tool_use');
      if (!call) break;
      names.push(call.name);
      const content =
        call.name === 'web_search' ? await (await search('row level security')).text() : 'Created';
      messages.push(
        { role: 'assistant', content: message.content },
        { role: 'user', content: [{ type: 'tool_result', tool_use_id: call.id, content }] },
      );
    }
    expect(names).toEqual(['web_search', 'create_file']);
    expect(standin.stats.view()).toMatchObject({ anthropic: 3, openai: 0, tavily: 1 });
  });
});

describe('other prompts', () => {
  const say = async (content: string, tools = openaiTools) => {
    const { choices } = await openai.chat.completions.create({
      model: 'gpt-4.1-mini',
      messages: [{ role: 'user', content }],
      ...(tools.length > 0 ? { tools } : {}),
    });
    return choices[0]!.message;
  };
  const callOf = (message: OpenAI.ChatCompletionMessage) => {
    const call = message.tool_calls?.[0];
    return call?.type === 'function'
      ? { name: call.function.name, input: JSON.parse(call.function.arguments) as unknown }
      : undefined;
  };

  it.each([
    ['Please run the command `uname -a`', 'execute_command', { command: 'uname -a' }],
    ['Use the tool `ask` with {"question": "Who?"}', 'ask', { question: 'Who?' }],
    ['Do a long task of 3 steps', 'execute_command', undefined],
    ['keep busy for a while', 'execute_command', undefined],
    ['ask me something', 'ask', undefined],
  ])('%s -> %s', async (prompt, name, input) => {
    const call = callOf(await say(prompt));
    expect(call?.name).toBe(name);
    if (input) expect(call?.input).toEqual(input);
  });

  it('says plainly that it is a stand-in and how to use a real key', async () => {
    const { content } = await say('hello');
    expect(content).toContain('local stand-in');
    expect(content).toContain('Vault');
  });

  it('works without tools', async () => {
    expect((await say(REPORT_PROMPT, [])).content).toContain('row level security');
    expect((await say('run the command `ls`', [])).content).toContain('execute_command');
  });

  it('answers an error when told to', async () => {
    await expect(say('simulate error 503')).rejects.toMatchObject({ status: 503 });
  });
});

describe('what the data plane tests rely on', () => {
  it('reports the hash of every key it saw, never the key', async () => {
    await search('anything');
    await openai.models.list();
    await anthropic.models.list();
    const digest = createHash('sha256').update(KEY).digest('hex');
    const response = await fetch(`${standin.url}/standin/stats`);
    const text = await response.text();
    expect(text).not.toContain(KEY);
    const { providers } = JSON.parse(text) as ReturnType<Standin['stats']['view']>;
    expect(providers.tavily.authorizations).toEqual([digest]);
    expect(providers.openai).toMatchObject({ authorizations: [digest], requests: 0 });
    expect(providers.anthropic.authorizations).toEqual([digest]);
  });

  it('counts tokens of an Anthropic request', async () => {
    const { input_tokens } = await anthropic.messages.countTokens({
      model: 'claude-sonnet-5',
      messages: [{ role: 'user', content: 'hello' }],
    });
    expect(input_tokens).toBeGreaterThan(5);
  });

  it('limits search results to max_results', async () => {
    const { results } = (await (await search('row level security')).json()) as {
      results: unknown[];
    };
    expect(results).toHaveLength(2);
  });

  it('answers the connection test of Tavily', async () => {
    expect((await fetch(`${standin.url}/tavily/usage`)).status).toBe(200);
  });
});
