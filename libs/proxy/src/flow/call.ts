import type { Hold } from '@renum/billing';
import type { LlmRequest } from '@renum/llm';
import type { Caller } from './caller';
import type { ReadyCredential } from './credentials';
import type { Exchange } from './exchange';
import type { GrantRules } from './grant-rules';
import type { Meter } from './meter';
import type { Grant } from './policy';
import type { Route } from './route';
import type { RunContext } from './run-context';

/** A request that was allowed, with all that is needed to carry it out and to bill it. */
export interface Call {
  exchange: Exchange;
  caller: Caller;
  /** Nothing of it for an app, which has no run. */
  context: Partial<Pick<RunContext, 'maxCostNano' | 'userId'>>;
  route: Route;
  grant: Grant;
  credential: ReadyCredential;
  /** What goes upstream: the caller's own bytes, or with usage asked for. */
  body: Buffer;
  request?: LlmRequest;
  meter: Meter;
  /** The budget of the grant in this run, beside the run's own. */
  grantLimit?: GrantRules['budget'];
  /** The money for it, once it is set aside. */
  held?: Hold;
}

/** What the ledger must know of it: a tool of a connection has neither route nor, at times, key. */
export type LedgerCall = Omit<Call, 'route' | 'credential'> & Partial<Pick<Call, 'credential'>>;

export interface Log {
  info(details: object, message: string): void;
  warn(details: object, message: string): void;
  error(details: object, message: string): void;
}
