import { z } from 'zod';
import { ModelFailure } from '../llm/model-failure';
import { ToolError } from './tool';

/** The part of a problem+json document (or of a provider's own error) that says what is wrong. */
const problem = z.object({
  code: z.string().optional(),
  detail: z.unknown(),
  title: z.string().optional(),
  message: z.string().optional(),
});

/**
 * Why a call through the proxy failed. Spent budget and an ended run end the loop; the rest, a
 * missing key too, is told to the model, which can go on without the tool and say so.
 */
export const readProxyProblem = async (
  response: Response,
  what: string,
): Promise<ToolError | ModelFailure> => {
  const text = await response.text();
  const { code, detail } = parse(text);
  const sentence = detail ?? (text.trim().slice(0, 500) || 'no explanation');
  if (response.status === 402 && (code === undefined || code === 'limit_exceeded')) {
    return new ModelFailure('budget', sentence);
  }
  if (code === 'run_not_active') return new ModelFailure('run_not_active', sentence);
  return new ToolError(`${what} failed with status ${response.status}: ${sentence}`);
};

const parse = (text: string): { code?: string | undefined; detail?: string | undefined } => {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    // A page of HTML from something in between; its text is shown instead.
    return { detail: error instanceof SyntaxError ? undefined : String(error) };
  }
  const parsed = problem.safeParse(value);
  if (!parsed.success) return {};
  const { code, detail, title, message } = parsed.data;
  if (typeof detail === 'string' && detail !== '') return { code, detail };
  return { code, detail: detail ? JSON.stringify(detail) : (message ?? title) };
};
