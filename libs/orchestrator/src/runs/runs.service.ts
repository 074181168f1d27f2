import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { RunEvent, RunView } from '@renum/contracts';
import {
  TenantDatabase,
  UniqueConstraintViolationException,
  type EntityManager,
} from '@renum/database';
import { DomainError, newId, tenantContext } from '@renum/platform';
import { actingUser } from '../acting-user';
import { ControlBus } from '../live/control-bus';
import { LiveBus } from '../live/live-bus';
import { cleanText } from './clean-json';
import { findStartable, refuseWithoutMoney, type Startable } from './startable';
import { RunDispatch } from './run-dispatch';
import { RunQueries, runNotFound } from './run-queries';
import { lastSeq, lockRun, moveRun, numbered, storeEvents, storeMessage } from './run-rows';
import { RunEntity } from './run.entity';

export interface NewRun {
  threadId: string;
  input: string;
  /** The same key with the same body is the same run, however often and however parallel. */
  idempotencyKey?: string;
}

interface Changed {
  view: RunView;
  events: RunEvent[];
}

/** What people do to runs: start, stop, answer. */
@Injectable()
export class RunsService {
  constructor(
    private readonly database: TenantDatabase,
    private readonly queries: RunQueries,
    private readonly dispatch: RunDispatch,
    private readonly bus: LiveBus,
    private readonly control: ControlBus,
  ) {}

  async create(wanted: NewRun): Promise<RunView> {
    const run = { ...wanted, input: cleanText(wanted.input) };
    try {
      return await this.tryCreate(run);
    } catch (error) {
      // Two threads at once under one key: the other has committed by now, so look again.
      if (!(error instanceof UniqueConstraintViolationException)) throw error;
      return this.tryCreate(run);
    }
  }

  /**
   * queued: stopped at once. running: its worker is told. waiting: stopped instead of answered. A
   * run that is over is left as it is, so that pressing stop a moment too late is no error.
   */
  async stop(runId: string): Promise<RunView> {
    let running = false;
    const { view, events } = await this.change(async (em): Promise<Changed> => {
      const run = await lockRun(em, runId);
      if (!run) throw runNotFound();
      let events: RunEvent[] = [];
      if (run.state === 'running') {
        running = true;
        await em.execute(
          `update runs set stop_requested_at = coalesce(stop_requested_at, now()),
             updated_at = now() where id = ?`,
          [runId],
          'run',
        );
      } else if (run.state === 'queued' || run.state === 'waiting') {
        events = numbered(runId, await lastSeq(em, runId), [
          { type: 'run.state', state: 'stopped' },
        ]);
        await storeEvents(em, run, events);
        await moveRun(em, run, 'stopped');
      }
      return { view: await this.queries.view(em, runId), events };
    });
    const { tenantId } = tenantContext.current();
    if (running) await this.control.publish({ type: 'run.stop', tenantId, runId });
    await this.bus.publish(tenantId, events);
    return view;
  }

  /** Gives the model what it asked for, as the result of its `ask` call, and queues the run again. */
  async answer(runId: string, text: string): Promise<RunView> {
    const answer = cleanText(text);
    const { view, events } = await this.change(async (em) => {
      const run = await lockRun(em, runId);
      if (!run) throw runNotFound();
      if (run.state !== 'waiting' || !run.ask) {
        throw new DomainError('illegal_transition', `This run is ${run.state}; it asks nothing.`);
      }
      // The question stays open: after a top-up it can be answered.
      await refuseWithoutMoney(em);
      const { callId } = run.ask;
      const content = [{ type: 'tool_result', callId, output: answer, isError: false }];
      await storeMessage(em, run, { role: 'tool', content });
      const events = numbered(runId, await lastSeq(em, runId), [
        { type: 'answer', callId, answer },
        { type: 'run.state', state: 'queued' },
      ]);
      await storeEvents(em, run, events);
      // It came to an orderly rest, so earlier losses of a worker no longer count against it.
      await moveRun(em, run, 'queued', { attempts: 0 });
      await this.dispatch.enqueue(em, run);
      return { view: await this.queries.view(em, runId), events };
    });
    this.dispatch.kick();
    await this.bus.publish(tenantContext.current().tenantId, events);
    return view;
  }

  private async tryCreate(wanted: NewRun): Promise<RunView> {
    const hash = requestHash(wanted);
    const { view, events } = await this.change(async (em): Promise<Changed> => {
      const startable = await findStartable(em, wanted, hash);
      if ('runId' in startable) {
        return { view: await this.queries.view(em, startable.runId), events: [] };
      }
      const { runId, events } = await this.insert(em, wanted, hash, startable);
      return { view: await this.queries.view(em, runId), events };
    });
    this.dispatch.kick();
    await this.bus.publish(tenantContext.current().tenantId, events);
    return view;
  }

  private async insert(
    em: EntityManager,
    { threadId, input, idempotencyKey }: NewRun,
    requestHash: Buffer,
    { agentId, agentVersionId, maxCostNano, title }: Startable,
  ): Promise<{ runId: string; events: RunEvent[] }> {
    const { tenantId } = tenantContext.current();
    const run = { id: newId(), tenantId, threadId };
    const now = new Date();
    await em.insert(RunEntity, {
      ...run,
      agentId,
      agentVersionId,
      state: 'queued',
      input,
      maxCostNano,
      createdBy: actingUser(),
      createdAt: now,
      updatedAt: now,
      ...(idempotencyKey !== undefined && { idempotencyKey, requestHash }),
    });
    await storeMessage(em, run, { role: 'user', content: [{ type: 'text', text: input }] });
    if (title === '') {
      await em.execute('update threads set title = ? where id = ?', [titleOf(input), threadId]);
    }
    const events = numbered(run.id, 0, [{ type: 'run.state', state: 'queued' }]);
    await storeEvents(em, run, events);
    await this.dispatch.enqueue(em, run);
    return { runId: run.id, events };
  }

  private change(work: (em: EntityManager) => Promise<Changed>): Promise<Changed> {
    return this.database.transaction(work);
  }
}

const requestHash = ({ threadId, input }: NewRun): Buffer =>
  createHash('sha256')
    .update(JSON.stringify([threadId, input]))
    .digest();

function titleOf(input: string): string {
  const line = input.trim().split('\n')[0]?.trim() ?? '';
  const letters = [...line];
  return letters.length > 80 ? `${letters.slice(0, 79).join('')}…` : line;
}
