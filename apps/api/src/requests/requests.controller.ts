import { Controller, Get, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { RequestQueries } from '@renum/billing';
import { ROLES, type Page, type RequestLogView } from '@renum/contracts';
import { Roles } from '../auth/access.decorators';
import { requestsQuery, type RequestsQuery } from './requests.dto';
import { REQUESTS } from './requests.examples';

@ApiTags('requests')
@Controller('v1/requests')
export class RequestsController {
  constructor(private readonly requests: RequestQueries) {}

  /** Calls under way are not in it yet. Refusals in a flood are one entry with its `times`. */
  @Roles(...ROLES)
  @Get()
  @ApiOperation({ summary: 'What agents called, and what they were refused; newest first' })
  @ApiOkResponse({ example: REQUESTS })
  list(
    @Query({ schema: requestsQuery }) { from, to, ...filter }: RequestsQuery,
  ): Promise<Page<RequestLogView>> {
    return this.requests.list({
      ...filter,
      from: from === undefined ? undefined : new Date(from),
      to: to === undefined ? undefined : new Date(to),
    });
  }
}
