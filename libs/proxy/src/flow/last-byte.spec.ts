import { IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import { setImmediate as turn } from 'node:timers/promises';
import type { Dispatcher } from 'undici';
import { SecretMatcher } from '../scrub/matcher';
import { Scrubber } from '../scrub/scrubber';
import { freeMeter } from './meter';
import { Relay } from './relay';

const BOUNDS = { responseBytes: 1_000, totalMs: 1_000, drainMs: 100, drainBytes: 100 };
const CONTROLLER = {} as Dispatcher.DispatchController;

describe('the last byte of an answer', () => {
  it.each(['text/event-stream', 'application/json'])(
    'goes out only when the usage is on file: %s',
    async (type) => {
      const order: string[] = [];
      const res = new ServerResponse(new IncomingMessage(new Socket()));
      const end = res.end.bind(res);
      res.end = ((last?: Buffer) => {
        order.push('ended');
        return end(last);
      }) as typeof res.end;
      const relay = new Relay({
        res,
        ownHeaders: () => [],
        scrubber: new Scrubber(new SecretMatcher('sk-0123456789')),
        meter: freeMeter(),
        bounds: BOUNDS,
        // As the journal does with the end of an act.
        done: () => setImmediate(() => order.push('on file')),
      });
      relay.onRequestStart(CONTROLLER);
      relay.onResponseStart(CONTROLLER, 200, { 'content-type': type });
      relay.onResponseData(CONTROLLER, Buffer.from('data: {}\n\n'));
      relay.onResponseEnd();
      await turn();
      await turn();
      expect(order).toEqual(['on file', 'ended']);
    },
  );
});
