import {
  isFault,
  readLlmRequest,
  type LlmOperation,
  type LlmRequest,
  type LlmRequestFault,
} from '@renum/llm';
import type { Quote } from '@renum/billing';
import { DomainError } from '@renum/platform';
import { llmMeter, type Meter } from './meter';
import type { Grant } from './policy';
import { toolMeter } from './tool-meter';

const FAULTS: Record<LlmRequestFault, string> = {
  malformed: 'The body is not one JSON object, or one form, with distinct fields.',
  model_missing: 'The body names no model.',
  other_models:
    'A call is for one model: fields that name others (models, preset) are not supported.',
  background: 'Background responses are not supported: their cost could not be read.',
  unmetered:
    'Pictures that another model makes for a response, and drawings as SVG, are not supported: their cost could not be read. Ask for pictures at /images.',
  not_a_form: 'The body must be a form, multipart/form-data, with the file in it.',
};

/** What the body of an LLM call asks for. Throws `malformed_request` or `operation_not_allowed`. */
export function llmRequest(llm: LlmOperation, body: Buffer, contentType?: string): LlmRequest {
  const read = readLlmRequest(llm, body, contentType);
  if (!isFault(read)) return read;
  const refused = read === 'background' || read === 'unmetered' || read === 'other_models';
  const code = refused ? 'operation_not_allowed' : 'malformed_request';
  throw new DomainError(code, FAULTS[read]);
}

/** @param startedAt when the call began, on the clock of `performance.now()` */
export function meterFor(
  grant: Grant,
  quote: Quote,
  body: Buffer,
  request: LlmRequest | undefined,
  startedAt: number,
): Meter {
  if (!grant.llm) return toolMeter(grant.operation, body, quote);
  return llmMeter({ operation: grant.llm, quote, request, startedAt });
}
