import type { Server } from '@modelcontextprotocol/sdk/server/index.js';
import {
  CompleteRequestSchema,
  GetPromptRequestSchema,
  ListPromptsRequestSchema,
  ListResourcesRequestSchema,
  ListResourceTemplatesRequestSchema,
  McpError,
  ReadResourceRequestSchema,
  SetLevelRequestSchema,
  SubscribeRequestSchema,
  UnsubscribeRequestSchema,
  type PromptMessage,
} from '@modelcontextprotocol/sdk/types.js';
import { PNG } from './conformance-tools';

type Content = PromptMessage['content'];
const user = (content: Content): PromptMessage => ({ role: 'user', content });
const words = (text: string): Content => ({ type: 'text', text });

const PROMPTS: Record<string, (args: Record<string, string>) => PromptMessage[]> = {
  test_simple_prompt: () => [user(words('This is a simple prompt for testing.'))],
  test_prompt_with_arguments: ({ arg1, arg2 }) => [
    user(words(`Prompt with arguments: arg1='${arg1 ?? ''}', arg2='${arg2 ?? ''}'`)),
  ],
  test_prompt_with_embedded_resource: ({ resourceUri }) => [
    user({
      type: 'resource',
      resource: { uri: resourceUri ?? '', mimeType: 'text/plain', text: 'Embedded.' },
    }),
    user(words('Please process the embedded resource above.')),
  ],
  test_prompt_with_image: () => [
    user({ type: 'image', data: PNG, mimeType: 'image/png' }),
    user(words('Please analyze the image above.')),
  ],
};
const ARGUMENTS: Record<string, string[]> = {
  test_prompt_with_arguments: ['arg1', 'arg2'],
  test_prompt_with_embedded_resource: ['resourceUri'],
};

function contentsOf(uri: string) {
  const template = /^test:\/\/template\/(.+)\/data$/.exec(uri)?.[1];
  if (uri === 'test://static-binary') return { uri, mimeType: 'image/png', blob: PNG };
  if (uri === 'test://static-text' || uri === 'test://watched-resource')
    return { uri, mimeType: 'text/plain', text: 'This is the content of the resource.' };
  if (template === undefined) throw new McpError(-32002, `Resource not found: ${uri}`);
  const data = { id: template, templateTest: true, data: `Data for ID: ${template}` };
  return { uri, mimeType: 'application/json', text: JSON.stringify(data) };
}

/** What the conformance suite asks of a server beside its tools. */
export function offerContents(server: Server): void {
  const resources = ['static-text', 'static-binary', 'watched-resource'].map((name) => ({
    name,
    uri: `test://${name}`,
    description: name,
    mimeType: name === 'static-binary' ? 'image/png' : 'text/plain',
  }));
  server.setRequestHandler(ListResourcesRequestSchema, () => ({ resources }));
  server.setRequestHandler(ListResourceTemplatesRequestSchema, () => ({
    resourceTemplates: [
      { name: 'template', uriTemplate: 'test://template/{id}/data', mimeType: 'application/json' },
    ],
  }));
  server.setRequestHandler(ReadResourceRequestSchema, ({ params }) => ({
    contents: [contentsOf(params.uri)],
  }));
  server.setRequestHandler(SubscribeRequestSchema, () => ({}));
  server.setRequestHandler(UnsubscribeRequestSchema, () => ({}));
  server.setRequestHandler(SetLevelRequestSchema, () => ({}));
  server.setRequestHandler(CompleteRequestSchema, () => ({
    completion: { values: [], total: 0, hasMore: false },
  }));
  server.setRequestHandler(ListPromptsRequestSchema, () => ({
    prompts: Object.keys(PROMPTS).map((name) => ({
      name,
      description: name,
      arguments: (ARGUMENTS[name] ?? []).map((each) => ({ name: each, required: true })),
    })),
  }));
  server.setRequestHandler(GetPromptRequestSchema, ({ params }) => {
    const prompt = PROMPTS[params.name];
    if (!prompt) throw new McpError(-32602, `Unknown prompt: ${params.name}`);
    return { messages: prompt(params.arguments ?? {}) };
  });
}
