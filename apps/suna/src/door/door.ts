import { DOOR_ROUTES, doorCommand, type DoorCommand, type EventBatch } from '@renum/contracts';
import { Agent, fetch as undiciFetch, type RequestInit as UndiciRequestInit } from 'undici';
import { log } from '../log';
import { readLines } from './lines';

/** The host is only a name for the HTTP request; the socket decides where it goes. */
export const DOOR_ORIGIN = 'http://door';

/** The signature the LLM SDKs want for their `fetch` option. */
export type Fetch = typeof globalThis.fetch;

/** `refused`: sending it again cannot help. `retry`: it may. */
export type PostResult = 'accepted' | 'fenced' | 'refused' | 'retry';

/** The one Unix socket of the sandbox: commands in, events out, LLM and tool calls through it. */
export class Door {
  private readonly agent: Agent;
  /** A `fetch` whose every request goes through the socket. */
  readonly fetch: Fetch;

  constructor(socketPath: string) {
    this.agent = new Agent({
      connect: { socketPath, timeout: 5_000 },
      connections: 64,
      // A model may think for minutes before its first byte, and a person for longer before an
      // approval; the run's own limits and the data plane's end it.
      headersTimeout: 1_200_000,
      bodyTimeout: 600_000,
    });
    // undici's own types and lib.dom's describe the same objects; only the names differ.
    this.fetch = ((url: string, init?: UndiciRequestInit) =>
      undiciFetch(url, { ...init, dispatcher: this.agent })) as unknown as Fetch;
  }

  /** Sends one batch. Resolves for every answer; a broken connection is `retry`. */
  async postEvents(batch: EventBatch, signal: AbortSignal): Promise<PostResult> {
    const response = await this.agent
      .request({
        origin: DOOR_ORIGIN,
        path: DOOR_ROUTES.events,
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(batch),
        signal,
        headersTimeout: 30_000,
      })
      .catch((error: unknown) => {
        if (!signal.aborted) log('warn', 'events not delivered yet', { error: String(error) });
        return undefined;
      });
    if (!response) return 'retry';
    await response.body.dump();
    return postResult(response.statusCode);
  }

  /** The commands of one connection, until it ends or breaks. Lines it does not know are skipped. */
  async *commands(signal: AbortSignal): AsyncGenerator<DoorCommand> {
    const { statusCode, body } = await this.agent.request({
      origin: DOOR_ORIGIN,
      path: DOOR_ROUTES.commands,
      method: 'GET',
      signal,
      headersTimeout: 30_000,
      // Silence is normal: an idle instance waits for its next run.
      bodyTimeout: 0,
    });
    if (statusCode !== 200) {
      await body.dump();
      throw new Error(`The door answered ${statusCode} to the request for commands`);
    }
    for await (const line of readLines(body)) {
      const command = parseCommand(line);
      if (command) yield command;
    }
  }

  async close(): Promise<void> {
    await this.agent.destroy();
  }
}

const postResult = (status: number): PostResult => {
  if (status >= 200 && status < 300) return 'accepted';
  if (status === 409) return 'fenced';
  if (status === 400 || status === 413 || status === 422) return 'refused';
  return 'retry';
};

const parseCommand = (line: string): DoorCommand | undefined => {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch (error) {
    log('warn', 'a command line is no JSON', { error: String(error) });
    return undefined;
  }
  const parsed = doorCommand.safeParse(value);
  if (parsed.success) return parsed.data;
  log('warn', 'a command is not understood', { issues: parsed.error.issues.map((i) => i.path) });
  return undefined;
};
