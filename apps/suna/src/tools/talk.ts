import { z } from 'zod';
import { defineTool } from './tool';

/** The loop ends or pauses the run on these two; what they `run` is only the result they leave. */

const attachments = z
  .array(z.string())
  .default([])
  .describe('Workspace files that belong to it, by path');

export const askInput = z.object({ question: z.string().min(1), attachments });
const completeInput = z.object({ summary: z.string().default('') });

export const ask = defineTool({
  name: 'ask',
  description:
    'Ask the person a question and wait for the answer. Only when you cannot go on without it.',
  input: askInput,
  aliases: { text: 'question', message: 'question' },
  footprint: () => ({ kind: 'none' }),
  run: () => Promise.resolve('Asked.'),
});

export const complete = defineTool({
  name: 'complete',
  description: 'Say that the task is done, with a short summary. Ends your work on it.',
  input: completeInput,
  aliases: { text: 'summary', message: 'summary' },
  footprint: () => ({ kind: 'none' }),
  run: () => Promise.resolve('The task is marked as complete.'),
});
