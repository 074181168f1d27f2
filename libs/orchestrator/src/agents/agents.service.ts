import { Injectable } from '@nestjs/common';
import { AuditService } from '@renum/audit';
import type { AgentConfig, AgentVersionView, AgentView, Page } from '@renum/contracts';
import { LockMode, TenantDatabase, type EntityManager } from '@renum/database';
import { DomainError, newId, tenantContext } from '@renum/platform';
import { ProviderDirectory } from '@renum/providers';
import { actingUser } from '../acting-user';
import { pageOf, type PageQuery } from '../paging';
import { applyPatch, type AgentConfigPatch } from './agent-patch';
import { AgentEntity, AgentVersionEntity, type Agent, type AgentVersion } from './agent.entity';
import { requireKnown } from './known-references';

export interface NewAgent {
  name: string;
  description?: string;
  config: AgentConfig;
}

export interface AgentPatch {
  name?: string;
  description?: string;
  config?: AgentConfigPatch;
}

/** Agents of the current tenant. A configuration never changes; a change is a new version. */
@Injectable()
export class AgentsService {
  constructor(
    private readonly database: TenantDatabase,
    private readonly audit: AuditService,
    private readonly providers: ProviderDirectory,
  ) {}

  async create({ name, description = '', config }: NewAgent): Promise<AgentView> {
    return this.database.transaction(async (em) => {
      await requireKnown(em, this.providers, config);
      const now = new Date();
      const agent: Agent = em.create(AgentEntity, {
        id: newId(),
        tenantId: tenantContext.current().tenantId,
        name,
        description,
        currentVersionId: newId(),
        createdBy: actingUser(),
        createdAt: now,
        updatedAt: now,
        archivedAt: null,
      });
      const version = newVersion(em, agent, 1, config);
      await em.flush();
      await this.record(em, 'agent.created', agent, { version: 1 });
      return viewOf(agent, version);
    });
  }

  async list({ cursor, limit }: PageQuery): Promise<Page<AgentView>> {
    return this.database.transaction(async (em) => {
      const where = { archivedAt: null, ...(cursor && { id: { $lt: cursor } }) };
      const agents = await em.find(AgentEntity, where, {
        orderBy: { id: 'desc' },
        limit: limit + 1,
      });
      const ids = agents.map(({ currentVersionId }) => currentVersionId);
      const found = await em.find(AgentVersionEntity, { id: { $in: ids } });
      const versions = new Map(found.map((version) => [version.agentId, version]));
      return pageOf(
        agents.map((agent) => viewOf(agent, versions.get(agent.id))),
        limit,
      );
    });
  }

  async get(agentId: string): Promise<AgentView> {
    return this.database.transaction(async (em) => {
      const agent = await findAgent(em, agentId);
      return viewOf(agent, await currentVersion(em, agent));
    });
  }

  /** Newest first. */
  async versions(agentId: string, { cursor, limit }: PageQuery): Promise<Page<AgentVersionView>> {
    return this.database.transaction(async (em) => {
      await findAgent(em, agentId);
      const rows = await em.find(
        AgentVersionEntity,
        { agentId, ...(cursor && { id: { $lt: cursor } }) },
        { orderBy: { id: 'desc' }, limit: limit + 1 },
      );
      return pageOf(rows.map(versionViewOf), limit);
    });
  }

  async update(agentId: string, patch: AgentPatch): Promise<AgentView> {
    return this.database.transaction(async (em) => {
      // The lock makes version numbers follow one another without gap or clash.
      const agent = await findAgent(em, agentId, LockMode.PESSIMISTIC_WRITE);
      let version = await currentVersion(em, agent);
      const config = applyPatch(version.config, patch.config ?? {});
      if (config) {
        await requireKnown(em, this.providers, config, version.config);
        version = newVersion(em, agent, version.number + 1, config);
        agent.currentVersionId = version.id;
      }
      if (patch.name !== undefined) agent.name = patch.name;
      if (patch.description !== undefined) agent.description = patch.description;
      agent.updatedAt = new Date();
      await em.flush();
      await this.record(em, 'agent.updated', agent, { version: version.number });
      return viewOf(agent, version);
    });
  }

  /** Takes the agent out of use; its threads, runs and costs stay readable. */
  async archive(agentId: string): Promise<void> {
    await this.database.transaction(async (em) => {
      const agent = await findAgent(em, agentId, LockMode.PESSIMISTIC_WRITE);
      agent.archivedAt = new Date();
      await this.record(em, 'agent.archived', agent);
    });
  }

  private async record(
    em: EntityManager,
    action: string,
    agent: Agent,
    detail: Record<string, unknown> = {},
  ): Promise<void> {
    await this.audit.record(em, { action, targetType: 'agent', targetId: agent.id, detail });
  }
}

function newVersion(
  em: EntityManager,
  agent: Agent,
  number: number,
  config: AgentConfig,
): AgentVersion {
  return em.create(AgentVersionEntity, {
    id: number === 1 ? agent.currentVersionId : newId(),
    tenantId: agent.tenantId,
    agentId: agent.id,
    number,
    config,
    createdBy: actingUser(),
    createdAt: new Date(),
  });
}

async function findAgent(em: EntityManager, id: string, lockMode?: LockMode): Promise<Agent> {
  const agent = await em.findOne(AgentEntity, { id, archivedAt: null }, { lockMode });
  if (!agent) throw new DomainError('not_found', 'There is no such agent.');
  return agent;
}

async function currentVersion(em: EntityManager, agent: Agent): Promise<AgentVersion> {
  return em.findOneOrFail(AgentVersionEntity, { id: agent.currentVersionId });
}

function viewOf(agent: Agent, version: AgentVersion | undefined): AgentView {
  if (!version) throw new DomainError('internal', `Agent ${agent.id} has no current version.`);
  return {
    id: agent.id,
    name: agent.name,
    description: agent.description,
    version: {
      id: version.id,
      number: version.number,
      createdAt: version.createdAt.toISOString(),
    },
    config: version.config,
    createdAt: agent.createdAt.toISOString(),
    updatedAt: agent.updatedAt.toISOString(),
  };
}

const versionViewOf = (version: AgentVersion): AgentVersionView => ({
  id: version.id,
  number: version.number,
  config: version.config,
  createdAt: version.createdAt.toISOString(),
  ...(version.createdBy && { createdBy: version.createdBy }),
});
