import type { RequestHandlerExtra } from '@modelcontextprotocol/sdk/shared/protocol.js';
import type { Server } from '@modelcontextprotocol/sdk/server/index.js';
import {
  CreateMessageResultSchema,
  ElicitResultSchema,
  type CallToolResult,
  type ElicitRequestFormParams,
  type ServerNotification,
  type ServerRequest,
  type Tool,
} from '@modelcontextprotocol/sdk/types.js';

export const PNG =
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';
const WAV = 'UklGRiYAAABXQVZFZm10IBAAAAABAAEAQB8AAAB9AAACABAAZGF0YQIAAAA=';

export type Extra = RequestHandlerExtra<ServerRequest, ServerNotification>;
export interface SpecTool extends Tool {
  run: (
    args: Record<string, unknown>,
    extra: Extra,
    server: Server,
  ) => Promise<CallToolResult> | CallToolResult;
}

const EMPTY = { type: 'object' as const, properties: {} };
const text = (words: string): CallToolResult => ({ content: [{ type: 'text', text: words }] });
const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

const tool = (
  name: string,
  description: string,
  run: SpecTool['run'],
  more: Partial<Tool> = {},
): SpecTool => ({
  name,
  description,
  inputSchema: EMPTY,
  ...more,
  run,
});

/** Asks the client's user within a tool call, over its own stream. */
async function elicit(
  extra: Extra,
  message: string,
  properties: ElicitRequestFormParams['requestedSchema']['properties'],
  required: string[] = [],
): Promise<string> {
  const requestedSchema = { type: 'object' as const, properties, required };
  const { action, content = {} } = await extra.sendRequest(
    { method: 'elicitation/create', params: { mode: 'form', message, requestedSchema } },
    ElicitResultSchema,
  );
  return `action=${action}, content=${JSON.stringify(content)}`;
}

const log = (extra: Extra, data: string): Promise<void> =>
  extra.sendNotification({ method: 'notifications/message', params: { level: 'info', data } });

const IMAGE = { type: 'image' as const, data: PNG, mimeType: 'image/png' };
const titled = (...names: string[]) =>
  names.map((title, index) => ({ const: `value${index + 1}`, title }));
const EMBEDDED = {
  type: 'resource' as const,
  resource: { uri: 'test://embedded-resource', mimeType: 'text/plain', text: 'Embedded.' },
};

/** What the conformance suite asks of a server's tools. */
export const conformanceTools = (): SpecTool[] => [
  tool('test_simple_text', 'Says a text', () =>
    text('This is a simple text response for testing.'),
  ),
  tool('test_image_content', 'Shows an image', () => ({ content: [IMAGE] })),
  tool('test_audio_content', 'Plays a sound', () => ({
    content: [{ type: 'audio', data: WAV, mimeType: 'audio/wav' }],
  })),
  tool('test_embedded_resource', 'Hands a resource over', () => ({ content: [EMBEDDED] })),
  tool('test_multiple_content_types', 'Some of each', () => ({
    content: [{ type: 'text', text: 'Multiple content types test:' }, IMAGE, EMBEDDED],
  })),
  tool('test_tool_with_logging', 'Logs as it goes', async (_args, extra) => {
    for (const words of [
      'Tool execution started',
      'Tool processing data',
      'Tool execution completed',
    ]) {
      await log(extra, words);
      await pause(30);
    }
    return text('Done.');
  }),
  tool('test_tool_with_progress', 'Tells how far it is', async (_args, extra) => {
    const progressToken = extra._meta?.progressToken ?? 0;
    for (const progress of [0, 50, 100]) {
      const params = { progressToken, progress, total: 100 };
      await extra.sendNotification({ method: 'notifications/progress', params });
      await pause(30);
    }
    return text(String(progressToken));
  }),
  tool('test_error_handling', 'Fails', () => {
    return { ...text('This tool intentionally returns an error for testing'), isError: true };
  }),
  tool('test_reconnection', 'Has its stream closed meanwhile', async (_args, extra) => {
    extra.closeSSEStream?.();
    await pause(100);
    return text('Reconnection test completed successfully');
  }),
  tool(
    'test_sampling',
    "Asks the client's model",
    async (args, extra) => {
      const content = { type: 'text' as const, text: String(args['prompt']) };
      const params = { messages: [{ role: 'user' as const, content }], maxTokens: 100 };
      const answer = await extra.sendRequest(
        { method: 'sampling/createMessage', params },
        CreateMessageResultSchema,
      );
      return text(`LLM response: ${answer.content.type === 'text' ? answer.content.text : '?'}`);
    },
    {
      inputSchema: {
        type: 'object',
        properties: { prompt: { type: 'string' } },
        required: ['prompt'],
      },
    },
  ),
  tool(
    'test_elicitation',
    "Asks the client's user",
    async (args, extra) => {
      const response = { type: 'string' as const, description: "User's response" };
      const said = await elicit(extra, String(args['message']), { response }, ['response']);
      return text(`User response: ${said}`);
    },
    {
      inputSchema: {
        type: 'object',
        properties: { message: { type: 'string' } },
        required: ['message'],
      },
    },
  ),
  tool('test_elicitation_sep1034_defaults', 'Asks, with defaults', async (_args, extra) => {
    const said = await elicit(extra, 'Please look at the form', {
      name: { type: 'string', default: 'John Doe' },
      age: { type: 'integer', default: 30 },
      score: { type: 'number', default: 95.5 },
      status: { type: 'string', enum: ['active', 'inactive', 'pending'], default: 'active' },
      verified: { type: 'boolean', default: true },
    });
    return text(`Elicitation completed: ${said}`);
  }),
  tool('test_elicitation_sep1330_enums', 'Asks, with choices', async (_args, extra) => {
    const said = await elicit(extra, 'Please choose', {
      untitledSingle: { type: 'string', enum: ['option1', 'option2', 'option3'] },
      titledSingle: { type: 'string', oneOf: titled('First', 'Second', 'Third') },
      legacyEnum: {
        type: 'string',
        enum: ['opt1', 'opt2'],
        enumNames: ['Option One', 'Option Two'],
      },
      untitledMulti: { type: 'array', items: { type: 'string', enum: ['option1', 'option2'] } },
      titledMulti: { type: 'array', items: { anyOf: titled('First', 'Second', 'Third') } },
    });
    return text(`Elicitation completed: ${said}`);
  }),
  tool(
    'json_schema_2020_12_tool',
    'Has a schema of 2020-12',
    (args) => text(JSON.stringify(args)),
    {
      inputSchema: {
        $schema: 'https://json-schema.org/draft/2020-12/schema',
        type: 'object',
        $defs: {
          address: {
            type: 'object',
            properties: { street: { type: 'string' }, city: { type: 'string' } },
          },
        },
        properties: { name: { type: 'string' }, address: { $ref: '#/$defs/address' } },
        additionalProperties: false,
      },
    },
  ),
  tool(
    'structured',
    'Adds',
    ({ a, b }) => {
      const sum = Number(a) + Number(b);
      return { ...text(String(sum)), structuredContent: { sum } };
    },
    {
      inputSchema: { type: 'object', properties: { a: { type: 'number' }, b: { type: 'number' } } },
      outputSchema: { type: 'object', properties: { sum: { type: 'number' } }, required: ['sum'] },
      annotations: { readOnlyHint: true },
    },
  ),
];
