import { Body, Controller, Get, Headers, HttpCode, Post, Query } from '@nestjs/common';
import { ApiHeader, ApiOperation, ApiTags } from '@nestjs/swagger';
import {
  ROLES,
  type MessageView,
  type Page,
  type RunView,
  type ThreadView,
} from '@renum/contracts';
import { RunQueries, RunsService, ThreadsService } from '@renum/orchestrator';
import { Roles } from '../auth/access.decorators';
import { IdParam } from '../http/validation';
import { pageQuery, type PageQuery } from '../http/page-query';
import {
  createRunBody,
  createThreadBody,
  idempotencyKeyOf,
  messagesQuery,
  threadsQuery,
  type CreateRunBody,
  type CreateThreadBody,
  type MessagesQuery,
  type ThreadsQuery,
} from './threads.dto';

@ApiTags('threads')
@Controller('v1/threads')
export class ThreadsController {
  constructor(
    private readonly threads: ThreadsService,
    private readonly runs: RunsService,
    private readonly queries: RunQueries,
  ) {}

  @Roles(...ROLES)
  @Get()
  @ApiOperation({ summary: 'Conversations, newest first' })
  list(@Query({ schema: threadsQuery }) query: ThreadsQuery): Promise<Page<ThreadView>> {
    return this.threads.list(query);
  }

  @Roles('owner', 'admin', 'builder')
  @Post()
  @ApiOperation({ summary: 'Begin a conversation with an agent' })
  create(@Body({ schema: createThreadBody }) body: CreateThreadBody): Promise<ThreadView> {
    return this.threads.create(body);
  }

  @Roles(...ROLES)
  @Get(':id')
  @ApiOperation({ summary: 'One conversation and its last run' })
  get(@IdParam() id: string): Promise<ThreadView> {
    return this.threads.get(id);
  }

  @Roles(...ROLES)
  @Get(':id/messages')
  @ApiOperation({ summary: 'What was said, from the beginning' })
  messages(
    @IdParam() id: string,
    @Query({ schema: messagesQuery }) query: MessagesQuery,
  ): Promise<Page<MessageView>> {
    return this.threads.messages(id, query);
  }

  @Roles(...ROLES)
  @Get(':id/runs')
  @ApiOperation({ summary: 'Runs of the conversation, newest first' })
  async runsOf(
    @IdParam() id: string,
    @Query({ schema: pageQuery }) query: PageQuery,
  ): Promise<Page<RunView>> {
    await this.threads.get(id);
    return this.queries.list({ ...query, threadId: id });
  }

  /** A thread has one run at a time; while one is open another answers 409. */
  @Roles('owner', 'admin', 'builder')
  @Post(':id/runs')
  @HttpCode(202)
  @ApiOperation({ summary: 'Say something to the agent: starts a run' })
  @ApiHeader({
    name: 'Idempotency-Key',
    required: false,
    description:
      'Repeats with the same key and body answer with the same run; another body is 422.',
  })
  start(
    @IdParam() id: string,
    @Body({ schema: createRunBody }) { input }: CreateRunBody,
    @Headers('idempotency-key') key?: string,
  ): Promise<RunView> {
    return this.runs.create({ threadId: id, input, idempotencyKey: idempotencyKeyOf(key) });
  }
}
