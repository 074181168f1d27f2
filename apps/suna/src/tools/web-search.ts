import { DOOR_ROUTES } from '@renum/contracts';
import { z } from 'zod';
import { DOOR_ORIGIN } from '../door/door';
import { untilHeaders } from './external/http-call';
import { readProxyProblem } from './proxy-problem';
import { defineTool, ToolError } from './tool';

const MAX_CONTENT = 1_500;

const answer = z.object({
  answer: z.string().nullish(),
  results: z
    .array(
      z.object({
        title: z.string().nullish(),
        url: z.string(),
        content: z.string().nullish(),
      }),
    )
    .default([]),
});

export const webSearch = defineTool({
  name: 'web_search',
  description:
    'Search the web. Gives titles, addresses and excerpts of the best pages. Cite the addresses you used.',
  input: z.object({
    query: z.string().min(1).max(400),
    num_results: z.int().min(1).max(20).default(5),
  }),
  aliases: { q: 'query', max_results: 'num_results' },
  footprint: () => ({ kind: 'none' }),
  async run({ query, num_results }, context) {
    const request = {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'application/json' },
      body: JSON.stringify({ query, max_results: num_results }),
    };
    // The agent's grant for the provider may say that a person is asked about searches, too.
    const url = `${DOOR_ORIGIN}${DOOR_ROUTES.proxy}/tavily/search`;
    const response = await untilHeaders(url, request, true, context);
    if (!response.ok) throw await readProxyProblem(response, 'The search');
    const parsed = answer.safeParse(await response.json());
    if (!parsed.success) throw new ToolError('The search service gave an answer of unknown form.');
    return render(query, parsed.data);
  },
});

const render = (query: string, { answer: direct, results }: z.infer<typeof answer>): string => {
  if (results.length === 0) return `No results for "${query}".`;
  const items = results.map(({ title, url, content }, index) => {
    const text = (content ?? '').replaceAll(/\s+/g, ' ').trim().slice(0, MAX_CONTENT);
    return `${index + 1}. ${title ?? url}\n   ${url}\n   ${text}`;
  });
  return [...(direct ? [`In short: ${direct}`] : []), ...items].join('\n\n');
};
