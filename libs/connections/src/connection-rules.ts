import type { ConnectionKind } from '@renum/contracts';
import { DomainError } from '@renum/platform';
import type { ConnectionSettings } from './connection.entity';

const MAX_URL = 2_000;
const HEADER = /^[a-z0-9-]{1,64}$/;
/** Belong to the connection itself, the protocol or its framing; a setting may not say them. */
const TAKEN =
  /^(?:host|connection|content-.*|transfer-encoding|te|trailer|upgrade|expect|accept.*|cookie2?|mcp-.*|last-event-id|x-renum-.*|x-forwarded-.*|proxy-.*)$/;

/**
 * The address of an MCP server, in one spelling. Where it leads is judged at each dial, not here: a
 * name that is public today can point inside tomorrow.
 */
export function checkedUrl(input: string): string {
  const url = URL.parse(input.trim());
  if (!url) throw refused('it is not a URL');
  if (url.protocol !== 'https:' && url.protocol !== 'http:')
    throw refused('it must begin with https:// or http://');
  if (url.username !== '' || url.password !== '')
    throw refused('it must not hold a user name or password');
  if (url.hash !== '' || input.includes('#')) throw refused('it must not have a fragment');
  if (url.href.length > MAX_URL || /\/\/|%(?:2[ef]|5c)/i.test(url.pathname))
    throw refused('its path must be plain and short');
  return url.href;
}

/** P1: a key goes nowhere but where its owner said that it belongs. */
export function checkedPlace(url: string, credentialBaseUrl: string | undefined): void {
  if (credentialBaseUrl !== undefined && isBelow(url, credentialBaseUrl)) return;
  throw refused("it is not at the credential's address");
}

/** Whether a URL is at the base URL or below it, by whole segments. */
export function isBelow(url: string, base: string): boolean {
  const at = new URL(url);
  const root = new URL(base);
  const prefix = root.pathname.replace(/\/+$/, '');
  return (
    at.origin === root.origin && (at.pathname === prefix || at.pathname.startsWith(`${prefix}/`))
  );
}

/** @throws DomainError `validation_failed` for headers that are not a setting's to say */
export function checkedSettings(settings: ConnectionSettings): ConnectionSettings {
  const headers = Object.entries(settings.headers ?? {});
  const names = headers.map(([name]) => name);
  if (settings.secretHeader !== undefined) names.push(settings.secretHeader);
  if (headers.length > 20) throw invalid('headers', 'At most 20 headers.');
  for (const name of names)
    if (!HEADER.test(name) || TAKEN.test(name))
      throw invalid('headers', `The header ${name} cannot be set.`);
  for (const [name, value] of headers)
    if (name === 'authorization' || !/^[\x20-\x7e]{0,1000}$/.test(value))
      throw invalid(
        'headers',
        `The header ${name} cannot be set to that; a secret is a credential.`,
      );
  return settings;
}

/**
 * The headers of an account at Composio or Pipedream say whose account it is: another one is another
 * connection, linked by its owner.
 * @throws DomainError `validation_failed`
 */
export function checkChange(kind: ConnectionKind, change: ConnectionSettings | undefined): void {
  if (kind === 'mcp') return;
  for (const path of ['headers', 'secretHeader'] as const)
    if (change?.[path] !== undefined)
      throw invalid(path, 'Headers of a linked account cannot be changed; link another one.');
}

export const invalid = (path: string, message: string): DomainError =>
  new DomainError('validation_failed', message, { details: { errors: [{ path, message }] } });

const refused = (why: string): DomainError =>
  new DomainError('base_url_refused', `The URL cannot be used: ${why}.`, {
    details: { errors: [{ path: 'url', message: why }] },
  });
