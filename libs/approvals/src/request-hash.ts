import { createHash } from 'node:crypto';

/** Exactly what is sent: an approval is for this and for nothing else. */
export interface ExactRequest {
  provider: string;
  connectionId?: string;
  operation: string;
  method: string;
  /** With its query. */
  target: string;
  body: Buffer;
}

/** The parts are told apart by their lengths, so no two requests have one hash. */
export function requestHash(request: ExactRequest): Buffer {
  const { provider, connectionId = '', operation, method, target, body } = request;
  const hash = createHash('sha256');
  hash.update(JSON.stringify([provider, connectionId, operation, method, target, body.length]));
  return hash.update(body).digest();
}
