import { createHmac, randomBytes } from 'node:crypto';

const PREFIX = 'whsec_';

/** A new signing secret, in the form that libraries for Standard Webhooks take. */
export const newSigningSecret = (): string => PREFIX + randomBytes(32).toString('base64');

/** What is signed: to the byte what is sent. */
export interface SignedMessage {
  /** The header `webhook-id`. */
  id: string;
  /** Seconds since 1970: receivers refuse what is old. */
  timestamp: number;
  body: string;
}

/** The headers of one attempt; while two secrets hold, there is a signature by each. */
export function signedHeaders(
  message: SignedMessage,
  secrets: readonly string[],
): Record<string, string> {
  const content = `${message.id}.${message.timestamp}.${message.body}`;
  const signatures = secrets.map((secret) => {
    const key = Buffer.from(secret.slice(PREFIX.length), 'base64');
    return `v1,${createHmac('sha256', key).update(content).digest('base64')}`;
  });
  return {
    'webhook-id': message.id,
    'webhook-timestamp': String(message.timestamp),
    'webhook-signature': signatures.join(' '),
  };
}
