import { Controller, Get, Header, HttpCode, Post } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { PublicKeyView, TenantKeyRotationView } from '@renum/contracts';
import { tenantContext } from '@renum/platform';
import { PlatformKeys, TenantKeyRotation } from '@renum/vault';
import { Roles } from '../auth/access.decorators';
import { PUBLIC_KEY } from './credentials.examples';

@ApiTags('credentials')
@Controller('v1/vault')
export class VaultKeyController {
  constructor(
    private readonly keys: PlatformKeys,
    private readonly rotation: TenantKeyRotation,
  ) {}

  /** Its `kid` names the tenant: what is encrypted with it can be handed in only here. */
  @Roles('owner', 'admin', 'builder')
  @Get('public-key')
  @Header('cache-control', 'no-store')
  @ApiOperation({ summary: 'The key to which secrets are encrypted before they are sent' })
  @ApiOkResponse({
    example: PUBLIC_KEY,
  })
  publicKey(): Promise<PublicKeyView> {
    return this.keys.publicKey(tenantContext.current().tenantId);
  }

  /** While agents go on working. Repeating it does no harm, and ends one that was cut off. */
  @Roles('owner', 'admin')
  @Post('rotate')
  @HttpCode(200)
  @ApiOperation({ summary: 'Seal all secrets of the tenant anew, under a new data key' })
  @ApiOkResponse({ example: { resealed: 12, unreadable: 0, droppedKeys: 1 } })
  rotate(): Promise<TenantKeyRotationView> {
    return this.rotation.rotate(tenantContext.current().tenantId);
  }
}
