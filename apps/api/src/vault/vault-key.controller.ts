import { Controller, Get, Header } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { PublicKeyView } from '@renum/contracts';
import { tenantContext } from '@renum/platform';
import { PlatformKeys } from '@renum/vault';
import { Roles } from '../auth/access.decorators';

@ApiTags('credentials')
@Controller('v1/vault')
export class VaultKeyController {
  constructor(private readonly keys: PlatformKeys) {}

  /** Its `kid` names the tenant: what is encrypted with it can be handed in only here. */
  @Roles('owner', 'admin', 'builder')
  @Get('public-key')
  @Header('cache-control', 'no-store')
  @ApiOperation({ summary: 'The key to which secrets are encrypted before they are sent' })
  @ApiOkResponse({
    example: { jwk: { kty: 'EC', crv: 'P-256', x: '…', y: '…', kid: '…', alg: 'ECDH-ES+A256KW' } },
  })
  publicKey(): Promise<PublicKeyView> {
    return this.keys.publicKey(tenantContext.current().tenantId);
  }
}
