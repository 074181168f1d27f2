import { Injectable } from '@nestjs/common';
import type { PublicKeyView } from '@renum/contracts';
import { tenantContext } from '@renum/platform';
import { PlatformKeys, type NewSecret } from '@renum/vault';
import type { SecretBody } from './credentials.dto';

/** What a body brings as a secret, in whichever of its forms. */
@Injectable()
export class CredentialSecrets {
  constructor(private readonly keys: PlatformKeys) {}

  /** Of the current tenant: what is encrypted with it can be handed in only there. */
  publicKey(): Promise<PublicKeyView> {
    return this.keys.publicKey(tenantContext.current().tenantId);
  }

  /** In the tenant's context whose key it was encrypted to. */
  async of({ secret, secretJwe, fields, expiresAt }: SecretBody): Promise<NewSecret> {
    const expiry = expiresAt === undefined ? {} : { expiresAt: new Date(expiresAt) };
    if (secretJwe === undefined) return { secret, fields, ...expiry };
    const { tenantId } = tenantContext.current();
    return { secret: await this.keys.decrypt(tenantId, secretJwe), ...expiry };
  }
}
