import { randomUUID } from 'node:crypto';
import { runStart, type Message, type RunStart } from '@renum/contracts';
import { TOOL_NAMES } from '@renum/contracts';

export const user = (text: string): Message => ({
  role: 'user',
  content: [{ type: 'text', text }],
});

/** A valid `run.start`; override what matters. */
export const aRunStart = (
  prompt: string,
  overrides: Partial<Omit<RunStart, 'limits' | 'model'>> & {
    limits?: Partial<RunStart['limits']>;
    model?: Partial<RunStart['model']>;
  } = {},
): RunStart => {
  const { limits, model, ...rest } = overrides;
  return runStart.parse({
    type: 'run.start',
    runId: randomUUID(),
    fence: 1,
    instructions: 'You are a test agent.',
    tools: [...TOOL_NAMES],
    used: { steps: 0, milliseconds: 0 },
    history: [user(prompt)],
    ...rest,
    model: { provider: 'openai', name: 'gpt-4.1-mini', ...model },
    limits: { ...limits },
  });
};
