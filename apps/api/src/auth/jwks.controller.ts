import { Controller, Get, Header } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { SigningKeys } from '@renum/identity';
import { Public } from './access.decorators';

@ApiTags('auth')
@Controller('.well-known')
export class JwksController {
  constructor(private readonly keys: SigningKeys) {}

  /** For other services that want to check our access tokens. */
  @Public()
  @Get('jwks.json')
  @Header('cache-control', 'public, max-age=300')
  @ApiOperation({ summary: 'Public keys of the access tokens (JWKS)' })
  @ApiOkResponse({
    example: {
      keys: [
        { kty: 'OKP', crv: 'Ed25519', alg: 'EdDSA', use: 'sig', kid: '01945b6a', x: 'yafSgw…' },
      ],
    },
  })
  async jwks() {
    return { keys: await this.keys.published() };
  }
}
