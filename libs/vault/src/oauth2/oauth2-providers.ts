import { Inject, Injectable } from '@nestjs/common';
import type { ProviderManifest } from '@renum/providers';
import { MANIFESTS, manifestOf, type Manifests } from '../manifests';
import { secretText } from '../secret-form';
import { invalid } from '../secret-rules';
import type { TokenProvider } from './token-fetch';
import type { Grant } from './oauth2-state';
import type { Oauth2Secret } from './token-set';

export type ConnectableProvider = ProviderManifest & TokenProvider;

/** Providers that give tokens. */
@Injectable()
export class Oauth2Providers {
  constructor(@Inject(MANIFESTS) private readonly manifests: Manifests) {}

  /** @throws DomainError `validation_failed` when there is none, or none that gives tokens so */
  async get(provider: string, grant: Grant): Promise<ConnectableProvider> {
    const manifest = await manifestOf(this.manifests, provider);
    const { oauth2, title } = manifest;
    if (!oauth2?.grants.includes(grant))
      throw invalid('provider', `${title} has no accounts that can be connected this way.`);
    return { ...manifest, oauth2 };
  }
}

/**
 * The access token and the other parts, in the form that the provider's credential has.
 * @throws DomainError `validation_failed` when a part is missing, or one is there that is none
 */
export const callSecret = (
  provider: ConnectableProvider,
  { accessToken, fields }: Pick<Oauth2Secret, 'accessToken' | 'fields'>,
): string => secretText(provider, { fields: { ...fields, [provider.oauth2.field]: accessToken } });
