import type { EntityManager } from '@renum/database';
import type { AgentConfig, ExternalTool, Message } from '@renum/contracts';
import { DomainError } from '@renum/platform';
import type { ProviderDirectory } from '@renum/providers';
import { readAgentConfig } from '../agents/stored-config';
import { composeTools } from '../tools/compose-tools';
import { buildHistory } from './history';
import type { LockedRun } from './run-rows';

/** A run that is one worker's, until its lease ends or a newer claim raises the fence. */
export interface ClaimedRun {
  runId: string;
  tenantId: string;
  threadId: string;
  agentId: string;
  agentVersionId: string;
  workerId: string;
  fence: number;
  /** The number of the next event; RunLeases moves it along with what is appended. */
  nextSeq: number;
  config: AgentConfig;
  /** What the agent's grants and connections offer the model. */
  externalTools: ExternalTool[];
  history: Message[];
  used: { steps: number; milliseconds: number };
  userId?: string;
}

/**
 * How far a number jumps when the one who numbered before may have published deltas that
 * PostgreSQL never saw. No claim produces as many events between two stored ones.
 */
export const RECLAIM_GAP = 100_000;

export interface ClaimContent {
  config: AgentConfig;
  externalTools: ExternalTool[];
  history: Message[];
}

/** What the run works with; or, where its agent's configuration is not valid, what is wrong with it. */
export async function loadContent(
  em: EntityManager,
  run: LockedRun,
  providers: Pick<ProviderDirectory, 'sourceFor'>,
): Promise<ClaimContent | { fault: string }> {
  const [version] = await em.execute<{ config: unknown }[]>(
    'select config from agent_versions where id = ?',
    [run.agentVersionId],
  );
  if (!version) throw new DomainError('internal', 'The agent version of this run is missing.');
  const read = readAgentConfig(version.config);
  if ('fault' in read) return read;
  const stored = await em.execute<Message[]>(
    'select role, content from messages where thread_id = ? order by position',
    [run.threadId],
  );
  const { config } = read;
  const externalTools = await composeTools(em, providers, config);
  return { config, externalTools, history: buildHistory(stored) };
}

/** `run` as it was locked, before the claim raised its fence. */
export function claimedRun(
  run: LockedRun,
  workerId: string,
  nextSeq: number,
  content: ClaimContent,
): ClaimedRun {
  return {
    runId: run.id,
    tenantId: run.tenantId,
    threadId: run.threadId,
    agentId: run.agentId,
    agentVersionId: run.agentVersionId,
    workerId,
    fence: run.fence + 1,
    nextSeq,
    ...content,
    used: { steps: run.usedSteps, milliseconds: Number(run.usedMs) },
    ...(run.createdBy && { userId: run.createdBy }),
  };
}

export const fencedOff = (claim: ClaimedRun): DomainError =>
  new DomainError('fenced', 'This run is no longer held by this worker.', {
    details: { runId: claim.runId, fence: claim.fence },
  });
