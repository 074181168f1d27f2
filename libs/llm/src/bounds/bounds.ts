import type { TokenCounts } from '@renum/contracts';
import type { LlmOperation } from '../operations';
import type { RequestFields } from '../request-fields';
import { hearingBounds, speakingBounds } from './audio';
import { imageBounds } from './images';
import { textBounds } from './text';

export interface Bounds {
  /** The most that the call can use, for what is reserved before it. */
  atMost: TokenCounts;
  /** A fair guess for when nothing is told; texts are counted instead. */
  about?: TokenCounts;
}

export interface Asked {
  operation: LlmOperation;
  model: string;
  body: Buffer;
  fields: RequestFields;
}

/** Fields by which a call costs more or less, of all operations. */
export const BOUND_FIELDS: readonly string[] = [
  'max_tokens',
  'max_completion_tokens',
  'max_output_tokens',
  'n',
  'tools',
  'max_tool_calls',
  'modalities',
  'web_search_options',
  'previous_response_id',
  'conversation',
  'prompt',
  'quality',
  'partial_images',
  'frame_count',
  'images',
  'input',
  'speed',
  'service_tier',
];

export function boundsOf(asked: Asked): Bounds {
  const { operation } = asked;
  switch (operation) {
    case 'chat':
    case 'responses':
    case 'messages':
    case 'embeddings':
    case 'models':
    case 'count_tokens':
    case 'moderations':
      return { atMost: textBounds(asked) };
    case 'images':
    case 'image_edits':
      return imageBounds(asked);
    case 'transcriptions':
    case 'translations':
      return hearingBounds(asked);
    case 'speech':
      return speakingBounds(asked);
    default:
      return operation satisfies never;
  }
}
