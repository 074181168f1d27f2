import { Injectable } from '@nestjs/common';
import { PlatformDatabase } from '@renum/database';
import { ApprovalNews } from './approval-news';
import { closeOver } from './close-over';

/** Closes approvals whose waiting process is gone. Any number of sweepers may work at once. */
@Injectable()
export class ApprovalSweeper {
  constructor(
    private readonly database: PlatformDatabase,
    private readonly news: ApprovalNews,
  ) {}

  /** How many it closed. */
  async sweep(): Promise<number> {
    const closed = await this.database.transaction((em) => closeOver(em));
    await this.news.publish(closed);
    return closed.length;
  }
}
