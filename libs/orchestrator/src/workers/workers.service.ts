import { Injectable } from '@nestjs/common';
import { PlatformDatabase } from '@renum/database';
import { WorkerEntity, type Worker } from './worker.entity';

export interface Heartbeat {
  workerId: string;
  hostname: string;
  pid: number;
  dockerOk: boolean;
  dockerDetail: string;
  instances: number;
  runs: number;
}

/** A worker that says nothing for this long is dead: three missed beats of 5 s. */
export const WORKER_SILENT_SECONDS = 15;
/** How long a dead worker is still shown to operators. */
const FORGET_AFTER = '1 day';

/** Which workers there are, by their heartbeats. All clocks are the database's. */
@Injectable()
export class WorkersService {
  constructor(private readonly database: PlatformDatabase) {}

  async heartbeat(beat: Heartbeat): Promise<void> {
    await this.database.transaction((em) =>
      em.execute(
        `insert into workers (id, hostname, pid, docker_ok, docker_detail, instances, runs)
         values (?, ?, ?, ?, ?, ?, ?)
         on conflict (id) do update set heartbeat_at = now(), docker_ok = excluded.docker_ok,
           docker_detail = excluded.docker_detail, instances = excluded.instances,
           runs = excluded.runs`,
        [
          beat.workerId,
          beat.hostname,
          beat.pid,
          beat.dockerOk,
          beat.dockerDetail,
          beat.instances,
          beat.runs,
        ],
        'run',
      ),
    );
  }

  /** At the end of an orderly shut-down: nobody needs to wait for silence. */
  async leave(workerId: string): Promise<void> {
    await this.database.transaction((em) => em.nativeDelete(WorkerEntity, { id: workerId }));
  }

  async living(): Promise<Worker[]> {
    return this.select(`heartbeat_at > now() - make_interval(secs => ?)`);
  }

  async dead(): Promise<Worker[]> {
    return this.select(`heartbeat_at <= now() - make_interval(secs => ?)`);
  }

  /** Drops the rows of workers that have long been dead. */
  async forgetOld(): Promise<void> {
    await this.database.transaction((em) =>
      em.execute('delete from workers where heartbeat_at < now() - ?::interval', [FORGET_AFTER]),
    );
  }

  private async select(condition: string): Promise<Worker[]> {
    return this.database.transaction(async (em) => {
      const rows = await em.execute(`select * from workers where ${condition} order by id`, [
        WORKER_SILENT_SECONDS,
      ]);
      return rows.map((row) => em.map(WorkerEntity, row));
    });
  }
}
