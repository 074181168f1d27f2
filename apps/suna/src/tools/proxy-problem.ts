import { z } from 'zod';
import { ModelFailure } from '../llm/model-failure';
import { ToolError } from './tool';

/** Set by the data plane, and by nobody else: `allowed`, `approved`, or `refused:<code>`. */
const DECISION_HEADER = 'x-renum-decision';

/** Codes of ours that say that no money is left, be it the run's or the tenant's. */
export const SPENT: ReadonlySet<unknown> = new Set(['limit_exceeded', 'wallet_empty']);

/** The part of a problem+json document (or of a provider's own error) that says what is wrong. */
const problem = z.object({
  code: z.string().optional(),
  detail: z.unknown().optional(),
  title: z.string().optional(),
  message: z.string().optional(),
  error: z.unknown().optional(),
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
  const { code: said, detail } = parse(text);
  const decision = response.headers.get(DECISION_HEADER);
  // What a provider says of its own plan or runs is no word of ours.
  const code = decision === null ? said : decision.replace(/^refused:/, '');
  const sentence = detail ?? (text.trim().slice(0, 500) || 'no explanation');
  if (response.status === 402 && (code === undefined || SPENT.has(code))) {
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
  const { code, detail, title, message, error } = parsed.data;
  if (typeof detail === 'string' && detail !== '') return { code, detail };
  if (detail) return { code, detail: JSON.stringify(detail) };
  const words = message ?? (typeof error === 'string' ? error : undefined);
  // Else the whole text is shown: providers put their reasons in many places.
  return { code, detail: words ?? (code === undefined ? undefined : title) };
};
