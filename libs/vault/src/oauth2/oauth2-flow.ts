import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { aadOf } from '../envelope';

/** What a person asked for when an account was to be connected; nothing in it is secret. */
export interface FlowRequest {
  provider: string;
  name: string;
  clientId: string;
  scopes: string[];
  redirectUri: string;
  /** The other parts of the credential. */
  fields: Record<string, string>;
  baseUrl: string | null;
  /** The credential that is connected again; absent for a new one. */
  credentialId?: string;
}

/** What is sealed of a flow for the minutes that it takes. */
export interface FlowSecrets {
  verifier: string;
  /** Of the token that only the browser holds in which it began. */
  browserHash: string;
  clientSecret?: string;
}

/** Long enough to sign in at the provider and read what it asks. */
export const FLOW_MS = 10 * 60_000;

export const newToken = (): string => randomBytes(32).toString('base64url');

export const hashOf = (token: string): Buffer => createHash('sha256').update(token).digest();

export const isTokenOf = (hash: string, token: string | undefined): boolean => {
  if (token === undefined) return false;
  const given = hashOf(token);
  const wanted = Buffer.from(hash, 'base64url');
  return wanted.length === given.length && timingSafeEqual(wanted, given);
};

export const flowAad = (tenantId: string, id: string): string =>
  aadOf('renum/oauth-flow', tenantId, id);
