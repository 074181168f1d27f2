import { z } from 'zod';

/**
 * The one internal form of a conversation. Suna's two adapters (OpenAI, Anthropic) translate from
 * and to it; PostgreSQL stores it; nothing else does either.
 */
export const textPart = z.object({ type: z.literal('text'), text: z.string() });
export const toolCallPart = z.object({
  type: z.literal('tool_call'),
  callId: z.string().min(1),
  name: z.string().min(1),
  /** The arguments as the model wrote them, parsed; an object in all well-formed calls. */
  input: z.record(z.string(), z.unknown()),
});
/**
 * What a dialect needs back verbatim on the next turn (for instance a signed thinking block); other
 * dialects skip it.
 */
export const opaquePart = z.object({
  type: z.literal('opaque'),
  dialect: z.enum(['openai', 'anthropic']),
  value: z.unknown(),
});
export const toolResultPart = z.object({
  type: z.literal('tool_result'),
  callId: z.string().min(1),
  output: z.string(),
  isError: z.boolean().default(false),
});

export const userMessage = z.object({ role: z.literal('user'), content: z.array(textPart) });
export const assistantMessage = z.object({
  role: z.literal('assistant'),
  content: z.array(z.discriminatedUnion('type', [textPart, toolCallPart, opaquePart])),
});
export const toolMessage = z.object({ role: z.literal('tool'), content: z.array(toolResultPart) });

export const message = z.discriminatedUnion('role', [userMessage, assistantMessage, toolMessage]);

export type TextPart = z.infer<typeof textPart>;
export type ToolCallPart = z.infer<typeof toolCallPart>;
export type ToolResultPart = z.infer<typeof toolResultPart>;
export type OpaquePart = z.infer<typeof opaquePart>;
export type UserMessage = z.infer<typeof userMessage>;
export type AssistantMessage = z.infer<typeof assistantMessage>;
export type ToolMessage = z.infer<typeof toolMessage>;
export type Message = z.infer<typeof message>;
