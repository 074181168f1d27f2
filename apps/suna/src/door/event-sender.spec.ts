import type { EventBatch, RunEventBody } from '@renum/contracts';
import type { PostResult } from './door';
import { EventSender } from './event-sender';
import { readLines } from './lines';

const CLAIM = { runId: '019a0000-0000-7000-8000-000000000001', fence: 4 };
const text = (value: string, messageId = 'm'): RunEventBody => ({
  type: 'text.delta',
  messageId,
  text: value,
});
const durable: RunEventBody = { type: 'context.compacted', droppedMessages: 1 };

const senderWith = (answers: PostResult[], onBatch?: (count: number) => void) => {
  const batches: EventBatch[] = [];
  const refusals: string[] = [];
  const sender = new EventSender(
    CLAIM,
    (batch) => {
      const count = batches.push(structuredClone(batch));
      onBatch?.(count);
      return Promise.resolve(answers.shift() ?? 'accepted');
    },
    (result) => refusals.push(result),
  );
  return { sender, batches, refusals };
};

it('joins neighbouring deltas of one message', async () => {
  const { sender, batches } = senderWith([]);
  for (const letter of 'hello') sender.push(text(letter));
  sender.push(text('other', 'n'));
  await sender.flush();
  expect(batches).toEqual([
    { ...CLAIM, firstIndex: 0, events: [text('hello'), text('other', 'n')] },
  ]);
});

it('sends the very same batch again until it is acknowledged', async () => {
  // What comes while a batch is under way waits for the next one.
  const { sender, batches } = senderWith(['accepted', 'retry', 'retry'], (count) => {
    if (count === 2) sender.push(text('b'));
  });
  sender.push(durable);
  await sender.flush();
  sender.push(text('a'));
  await sender.flush();
  expect(batches.slice(1, 4)).toEqual(
    Array.from({ length: 3 }, () => ({ ...CLAIM, firstIndex: 1, events: [text('a')] })),
  );
  expect(batches[4]).toEqual({ ...CLAIM, firstIndex: 2, events: [text('b')] });
});

it('says once that it was fenced off, and sends no more', async () => {
  const { sender, batches, refusals } = senderWith(['fenced']);
  sender.push(durable);
  await sender.flush();
  sender.push(durable);
  await sender.flush();
  expect(batches).toHaveLength(1);
  expect(refusals).toEqual(['fenced']);
});

it('lets the outcome follow a refused batch, but does not go on for ever', async () => {
  const { sender, batches, refusals } = senderWith(['accepted', 'refused', 'accepted', 'refused']);
  for (let turn = 0; turn < 5; turn += 1) {
    sender.push(durable);
    await sender.flush();
  }
  // The refused batch was not counted, so the next one has its place.
  expect(batches.map(({ firstIndex }) => firstIndex)).toEqual([0, 1, 1, 2]);
  expect(refusals).toEqual(['refused', 'refused']);
});

it('sends nothing that PostgreSQL could not store', async () => {
  const { sender, batches } = senderWith([]);
  const input = { 'a\u0000': ['x\u0000y', '\ud83d', '\ud83d\ude00'] };
  sender.push({ type: 'tool.started', callId: 'c', name: 'f', input });
  await sender.flush();
  expect(batches[0]?.events[0]).toMatchObject({
    input: { 'a\ufffd': ['x\ufffdy', '\ufffd', '\ud83d\ude00'] },
  });
});

it('keeps batches within their bounds', async () => {
  const { sender, batches } = senderWith([]);
  for (let at = 0; at < 450; at += 1) sender.push(text('x', `m${at}`));
  sender.push(text('y'.repeat(600_000), 'big'));
  await sender.flush();
  expect(batches.map(({ events }) => events.length)).toEqual([200, 200, 50, 1]);
  expect(batches.map(({ firstIndex }) => firstIndex)).toEqual([0, 200, 400, 450]);
});

it('does not hold a durable event back', async () => {
  const { sender, batches } = senderWith([]);
  sender.push(text('a'));
  sender.push(durable);
  await new Promise((resolve) => setTimeout(resolve, 10));
  expect(batches.flatMap(({ events }) => events)).toEqual([text('a'), durable]);
});

it('reads lines across chunk borders', async () => {
  const bytes = Buffer.from('{"a":"é"}\n\n{"b":1}\n{"c"');
  const chunks = Array.from(bytes, (byte) => Uint8Array.of(byte));
  const lines: string[] = [];

  for await (const line of readLines(
    (async function* () {
      yield* chunks;
    })(),
  ))
    lines.push(line);
  expect(lines).toEqual(['{"a":"é"}', '{"b":1}', '{"c"']);
});
