import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Rerating } from '@renum/billing';
import type { RerateView } from '@renum/contracts';
import type { Principal } from '@renum/tenants';
import { CurrentUser, Operator } from '../auth/access.decorators';
import { IdParam } from '../http/validation';
import { rerateBody, type RerateBody } from './rating.dto';
import { RERATE } from './rating.examples';

@ApiTags('operator')
@Controller('v1/operator/tenants')
export class OperatorRatingController {
  constructor(private readonly rating: Rerating) {}

  /**
   * By the price book that is the tenant's now, in the versions of the month. What was charged stays on
   * record: corrections stand beside it, with one transaction in the ledger. Done again, nothing is
   * left to correct. What providers charged is not changed.
   */
  @Operator()
  @Post(':id/rerate')
  @HttpCode(200)
  @ApiOperation({ summary: 'Rate a tenant’s month anew, or see what that would come to' })
  @ApiOkResponse({ example: RERATE })
  rerate(
    @IdParam() tenantId: string,
    @Body({ schema: rerateBody }) { preview, ...body }: RerateBody,
    @CurrentUser() { userId: operatorId }: Principal,
  ): Promise<RerateView> {
    const rerate = { ...body, tenantId, operatorId };
    return preview ? this.rating.preview(rerate) : this.rating.apply(rerate);
  }
}
