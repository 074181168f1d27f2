import { Body, Controller, Delete, Get, HttpCode, Patch, Post, Query } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { ROLES, type AgentVersionView, type AgentView, type Page } from '@renum/contracts';
import { AgentsService } from '@renum/orchestrator';
import { Roles } from '../auth/access.decorators';
import { IdParam } from '../http/validation';
import { pageQuery, type PageQuery } from '../http/page-query';
import {
  createAgentBody,
  updateAgentBody,
  type CreateAgentBody,
  type UpdateAgentBody,
} from './agents.dto';

@ApiTags('agents')
@Controller('v1/agents')
export class AgentsController {
  constructor(private readonly agents: AgentsService) {}

  @Roles(...ROLES)
  @Get()
  @ApiOperation({ summary: 'Agents in use, newest first' })
  list(@Query({ schema: pageQuery }) query: PageQuery): Promise<Page<AgentView>> {
    return this.agents.list(query);
  }

  @Roles('owner', 'admin', 'builder')
  @Post()
  @ApiOperation({ summary: 'Create an agent' })
  create(@Body({ schema: createAgentBody }) body: CreateAgentBody): Promise<AgentView> {
    return this.agents.create(body);
  }

  @Roles(...ROLES)
  @Get(':id')
  @ApiOperation({ summary: 'One agent with its current configuration' })
  get(@IdParam() id: string): Promise<AgentView> {
    return this.agents.get(id);
  }

  /** Runs that have started keep the version they started with. */
  @Roles('owner', 'admin', 'builder')
  @Patch(':id')
  @ApiOperation({ summary: 'Change an agent; a changed configuration is a new version' })
  update(
    @IdParam() id: string,
    @Body({ schema: updateAgentBody }) body: UpdateAgentBody,
  ): Promise<AgentView> {
    return this.agents.update(id, body);
  }

  /** Its threads, runs and costs stay readable. */
  @Roles('owner', 'admin', 'builder')
  @Delete(':id')
  @HttpCode(204)
  @ApiOperation({ summary: 'Archive an agent' })
  archive(@IdParam() id: string): Promise<void> {
    return this.agents.archive(id);
  }

  @Roles(...ROLES)
  @Get(':id/versions')
  @ApiOperation({ summary: 'All configurations that the agent had, newest first' })
  versions(
    @IdParam() id: string,
    @Query({ schema: pageQuery }) query: PageQuery,
  ): Promise<Page<AgentVersionView>> {
    return this.agents.versions(id, query);
  }
}
