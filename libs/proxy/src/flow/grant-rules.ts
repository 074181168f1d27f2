import type { AskMode, GrantLimits } from '@renum/contracts';
import { DomainError } from '@renum/platform';
import type { RateLimit } from './rate-gate';

/** What is asked for: an operation of a provider, or a tool of a connection. */
export interface Asked {
  kind: 'provider' | 'connection';
  /** The provider's id, or the connection's. */
  id: string;
  title: string;
  operation: string;
  operationTitle: string;
  access: 'read' | 'write';
}

/** One grant of an agent's version, for what it names. */
export interface GrantLine {
  operations: 'read' | 'all' | readonly string[];
  ask: AskMode;
  limits: GrantLimits;
}

/** What holds for a call that is granted. */
export interface GrantRules {
  /** A person must approve it first. */
  ask: boolean;
  /** Of an agent, in each process. */
  rate?: RateLimit;
  /** The grant's own budget in one run. `key` names the grant within the run. */
  budget?: { key: string; maxCostNano: bigint };
}

const NO_RULES: GrantRules = Object.freeze({ ask: false });

/**
 * P3 for one call: the one grant decides, and what no grant covers is refused. `implied` operations
 * come with a tool of the agent; a grant for the same provider then says their rules.
 * @throws DomainError `operation_not_allowed`: what was asked, what is missing, what to do.
 */
export function decide(asked: Asked, grants: readonly GrantLine[], implied = false): GrantRules {
  const [grant, ...more] = grants;
  if (more.length > 0) {
    throw refused(asked, `has ${grants.length} grants for it, so none decides. Leave only one`);
  }
  if (!grant) {
    if (implied) return NO_RULES;
    throw refused(
      asked,
      `has no grant for ${nameOf(asked)}. Grant it, with this ${WORD[asked.kind]}`,
    );
  }
  if (!implied && !covers(grant.operations, asked)) throw refused(asked, shortOf(asked, grant));
  return rulesOf(asked, grant);
}

/** Whether a grant's list holds the operation or tool. */
export function covers(
  operations: GrantLine['operations'],
  { operation, access }: Pick<Asked, 'operation' | 'access'>,
): boolean {
  if (operations === 'all') return true;
  if (operations === 'read') return access === 'read';
  return operations.includes(operation);
}

/** Whether a person must approve calls of this kind. */
export function needsPerson(ask: AskMode, access: Asked['access']): boolean {
  return ask === 'always' || (ask === 'writes' && access === 'write');
}

function rulesOf({ kind, id, access }: Asked, { ask, limits }: GrantLine): GrantRules {
  const { requestsPerMinute, maxCostNano } = limits;
  return {
    ask: needsPerson(ask, access),
    rate:
      requestsPerMinute === undefined ? undefined : { requests: requestsPerMinute, seconds: 60 },
    budget:
      maxCostNano === undefined
        ? undefined
        : { key: `${kind}/${id}`, maxCostNano: BigInt(maxCostNano) },
  };
}

const WORD = { provider: 'operation', connection: 'tool' } as const;

const nameOf = ({ kind, id, title }: Asked): string =>
  kind === 'provider' ? `the provider "${id}"` : `the connection "${title}"`;

function shortOf(asked: Asked, { operations }: GrantLine): string {
  const word = WORD[asked.kind];
  if (operations === 'read') {
    return `has a grant for reading only, and this one writes. Grant "all", or this ${word} by its name`;
  }
  return `has a grant that does not name this ${word}. Add it to the grant`;
}

function refused(asked: Asked, why: string): DomainError {
  const { title, operation, operationTitle } = asked;
  const said = operationTitle === operation ? '' : `${operationTitle} `;
  return new DomainError(
    'operation_not_allowed',
    `${title}: ${said}(${operation}) is not allowed. The agent ${why}, in a new version of the agent.`,
  );
}
