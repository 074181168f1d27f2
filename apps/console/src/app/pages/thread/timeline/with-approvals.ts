import type { ApprovalView } from '@renum/contracts';
import type { TimelineItem } from './run-timeline';

export interface ApprovalItem {
  kind: 'approval';
  id: string;
  approval: ApprovalView;
}

export type ConversationItem = TimelineItem | ApprovalItem;

/** A tool's start is noted where its news arrive, and its call may be asked for a moment earlier. */
const SKEW_MS = 2_000;

/** Each approval stands behind the tool call that it was for, or at the end. */
export function withApprovals(
  items: readonly TimelineItem[],
  approvals: readonly ApprovalView[],
): ConversationItem[] {
  const rows: ConversationItem[] = [...items];
  for (const approval of approvals) {
    const asked = Date.parse(approval.requestedAt) + SKEW_MS;
    const row: ApprovalItem = { kind: 'approval', id: approval.id, approval };
    const call = rows.findLastIndex(
      (one) => one.kind === 'tool' && Date.parse(one.startedAt) <= asked,
    );
    // Behind those of the same call that were asked for before.
    let place = call === -1 ? rows.length : call + 1;
    while (rows[place]?.kind === 'approval') place += 1;
    rows.splice(place, 0, row);
  }
  return rows;
}

/** The running call that waits for a person: the nearest one above a question that is open. */
export function waitingCalls(rows: readonly ConversationItem[]): ReadonlySet<string> {
  const waiting = new Set<string>();
  let call: string | undefined;
  for (const row of rows) {
    if (row.kind === 'tool') call = row.state === 'running' ? row.id : undefined;
    else if (row.kind === 'approval' && row.approval.state === 'pending' && call) waiting.add(call);
  }
  return waiting;
}
