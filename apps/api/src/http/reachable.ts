import { DomainError } from '@renum/platform';
import { baseUrlFault, type EgressConfig } from '@renum/proxy';

/**
 * Told to who types it, before anything is stored: no call could ever go there.
 * @throws DomainError `base_url_refused`
 */
export function mustBeReachable(egress: EgressConfig, baseUrl: string | undefined): void {
  // What is no URL at all is refused where its form is checked.
  if (baseUrl === undefined || !URL.canParse(baseUrl)) return;
  const why = baseUrlFault(egress, baseUrl);
  if (why === undefined) return;
  throw new DomainError('base_url_refused', `The base URL cannot be used: ${why}.`, {
    details: { errors: [{ path: 'baseUrl', message: why }] },
  });
}
