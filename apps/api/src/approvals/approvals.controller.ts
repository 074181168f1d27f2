import { Body, Controller, Get, HttpCode, Post, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { ApprovalsService } from '@renum/approvals';
import { ROLES, type ApprovalView, type Page } from '@renum/contracts';
import { Roles } from '../auth/access.decorators';
import { IdParam } from '../http/validation';
import {
  approvalsQuery,
  decisionBody,
  type ApprovalsQuery,
  type DecisionBody,
} from './approvals.dto';
import { APPROVAL, APPROVALS, APPROVED, DENIED } from './approvals.examples';

@ApiTags('approvals')
@Controller('v1/approvals')
export class ApprovalsController {
  constructor(private readonly approvals: ApprovalsService) {}

  @Roles(...ROLES)
  @Get()
  @ApiOperation({ summary: 'Calls that wait, or waited, for a person; newest first' })
  @ApiOkResponse({ example: APPROVALS })
  list(@Query({ schema: approvalsQuery }) query: ApprovalsQuery): Promise<Page<ApprovalView>> {
    return this.approvals.list(query);
  }

  @Roles(...ROLES)
  @Get(':id')
  @ApiOperation({ summary: 'One call that waits, or waited, for a person' })
  @ApiOkResponse({ example: APPROVAL })
  get(@IdParam() id: string): Promise<ApprovalView> {
    return this.approvals.get(id);
  }

  /** It holds for exactly this call; the next one, however alike, is asked for again. */
  @Roles('owner', 'admin', 'builder')
  @Post(':id/approve')
  @HttpCode(200)
  @ApiOperation({ summary: 'Let a waiting call go on' })
  @ApiOkResponse({ example: APPROVED })
  approve(
    @IdParam() id: string,
    @Body({ schema: decisionBody }) { note }: DecisionBody,
  ): Promise<ApprovalView> {
    return this.approvals.decide(id, 'approved', note);
  }

  /** The agent is refused, and told the note. */
  @Roles('owner', 'admin', 'builder')
  @Post(':id/deny')
  @HttpCode(200)
  @ApiOperation({ summary: 'Refuse a waiting call' })
  @ApiOkResponse({ example: DENIED })
  deny(
    @IdParam() id: string,
    @Body({ schema: decisionBody }) { note }: DecisionBody,
  ): Promise<ApprovalView> {
    return this.approvals.decide(id, 'denied', note);
  }
}
