import { Injectable } from '@nestjs/common';
import { ApprovalSweeper } from '@renum/approvals';
import { RunSweeper } from '@renum/orchestrator';

/** What other processes left behind when they died: their runs, and their questions to people. */
@Injectable()
export class Sweeps {
  constructor(
    private readonly runs: RunSweeper,
    private readonly approvals: ApprovalSweeper,
  ) {}

  async sweep(): Promise<void> {
    // The runs first: a question of a run that is over is over, too.
    await this.runs.sweep();
    await this.approvals.sweep();
  }
}
