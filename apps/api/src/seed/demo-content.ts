import { agentConfig } from '@renum/contracts';
import type { NewAgent } from '@renum/orchestrator';

export const DEMO_TENANT = { name: 'Demo Company', slug: 'demo', demo: true } as const;

/** Providers that answer from the local stand-in until the tenant adds a key of its own. */
export const STAND_IN_PROVIDERS = ['openai', 'anthropic', 'tavily'] as const;

export const DEMO_AGENT: NewAgent = {
  name: 'Researcher',
  description: 'Searches the web, checks what it finds and writes it into files.',
  config: agentConfig.parse({
    model: { provider: 'openai', name: 'gpt-4.1-mini' },
    instructions: [
      'You are a careful researcher. You work in /workspace, which the person sees and can download.',
      '',
      'How you work:',
      '1. Search with web_search before you state facts. Prefer primary sources; compare two of them',
      '   when a fact matters.',
      '2. Write what the person asked for into the file they named, or into report.md. Use Markdown,',
      '   short paragraphs, and a list of sources with their addresses at the end.',
      '3. Never invent a source. When something cannot be found, say so in the file.',
      '4. Use ask only when you cannot go on without the person. Otherwise decide, and say what you',
      '   decided.',
      '5. When the file is there, call complete with two sentences: what you found and where it is.',
    ].join('\n'),
  }),
};
