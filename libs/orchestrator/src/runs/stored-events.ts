import { isDurable, type Message, type RunEvent } from '@renum/contracts';

/** `run.outcome` is between Suna and its worker; clients see the `run.state` made from it. */
export const isForClients = (event: RunEvent): boolean => event.type !== 'run.outcome';

/** What becomes a row of run_events. */
export const isStored = (event: RunEvent): boolean => isDurable(event.type) && isForClients(event);

/** The conversation's message that an event carries, if any. */
export function messageIn(event: RunEvent): Message | undefined {
  switch (event.type) {
    case 'message.completed':
    case 'tools.completed':
      return event.message;
    case 'run.state':
    case 'tool.started':
    case 'tool.completed':
    case 'ask':
    case 'answer':
    case 'run.usage':
    case 'context.compacted':
    case 'model.fallback':
    case 'run.outcome':
    case 'text.delta':
    case 'thinking.delta':
    case 'tool.output':
      return undefined;
    default: {
      const impossible: never = event;
      throw new Error(`Unknown event ${JSON.stringify(impossible)}`);
    }
  }
}

/** An event without the fields that have their own columns. */
export function bodyOf(event: RunEvent): Record<string, unknown> {
  const { runId: _runId, seq: _seq, at: _at, type: _type, ...body } = event;
  return body;
}
