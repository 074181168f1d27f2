import { Body, Controller, Get, HttpCode, Post, Query } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { ROLES, type Page, type RunEventsView, type RunView } from '@renum/contracts';
import { RunQueries, RunsService } from '@renum/orchestrator';
import { Roles } from '../auth/access.decorators';
import { IdParam } from '../http/validation';
import {
  answerBody,
  eventsQuery,
  runsQuery,
  type AnswerBody,
  type EventsQuery,
  type RunsQuery,
} from './runs.dto';

@ApiTags('runs')
@Controller('v1/runs')
export class RunsController {
  constructor(
    private readonly runs: RunsService,
    private readonly queries: RunQueries,
  ) {}

  @Roles(...ROLES)
  @Get()
  @ApiOperation({ summary: 'Runs, newest first' })
  list(@Query({ schema: runsQuery }) query: RunsQuery): Promise<Page<RunView>> {
    return this.queries.list(query);
  }

  @Roles(...ROLES)
  @Get(':id')
  @ApiOperation({ summary: 'One run: its state, and what it cost so far' })
  get(@IdParam() id: string): Promise<RunView> {
    return this.queries.get(id);
  }

  /** Deltas are only in the live view; the events here repeat their whole content. */
  @Roles(...ROLES)
  @Get(':id/events')
  @ApiOperation({ summary: 'Durable events after a number, in order' })
  async events(
    @IdParam() id: string,
    @Query({ schema: eventsQuery }) { after, limit }: EventsQuery,
  ): Promise<RunEventsView> {
    return { items: await this.queries.events(id, after, limit) };
  }

  /** A run that nobody works on stops at once, a running one within two seconds. */
  @Roles('owner', 'admin', 'builder')
  @Post(':id/stop')
  @HttpCode(202)
  @ApiOperation({ summary: 'Stop a run' })
  stop(@IdParam() id: string): Promise<RunView> {
    return this.runs.stop(id);
  }

  @Roles('owner', 'admin', 'builder')
  @Post(':id/answer')
  @HttpCode(202)
  @ApiOperation({ summary: 'Answer the question of a waiting run; it goes on' })
  answer(
    @IdParam() id: string,
    @Body({ schema: answerBody }) { answer }: AnswerBody,
  ): Promise<RunView> {
    return this.runs.answer(id, answer);
  }
}
