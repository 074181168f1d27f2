import { EventSplitter, readEvent, writeEvent } from './event-stream';

const EVENTS = [
  'id: 1\nretry: 5\ndata: \n\n',
  'event: message\r\ndata: {"a":1}\r\n\r\n',
  ': ping\n\n',
  'data: x\rdata: y\r\r',
  'data:z\n\n',
];

describe('event streams', () => {
  it('are cut into the same events wherever their pieces end', () => {
    const bytes = Buffer.from(EVENTS.join(''));
    for (let at = 0; at <= bytes.length; at += 1) {
      const splitter = new EventSplitter(1_000);
      const cut = [...splitter.push(bytes.subarray(0, at)), ...splitter.push(bytes.subarray(at))];
      expect(cut.map(String)).toEqual(EVENTS);
      expect(splitter.end()).toHaveLength(0);
    }
    const splitter = new EventSplitter(1_000);
    const single = [...bytes].flatMap((byte) => splitter.push(Buffer.from([byte])));
    expect(single.map(String)).toEqual(EVENTS);
  });

  it('keep what was cut, and refuse an event without end', () => {
    const splitter = new EventSplitter(10);
    splitter.push(Buffer.from('data: ab'));
    expect(String(splitter.end())).toBe('data: ab');
    expect(() => splitter.push(Buffer.from('data: 0123456789'))).toThrow(RangeError);
  });

  it('say what they say', () => {
    expect(readEvent(Buffer.from('id: 7\nevent: endpoint\ndata: /x\n\n'))).toEqual({
      event: 'endpoint',
      data: '/x',
      id: '7',
    });
    expect(readEvent(Buffer.from('data: a\ndata: b\n\n'))).toEqual({
      event: 'message',
      data: 'a\nb',
    });
    // Clients hear it as a message, so it is one that must be looked at.
    expect(readEvent(Buffer.from('event:\ndata: a\n\n'))).toEqual({ event: 'message', data: 'a' });
    expect(readEvent(Buffer.from(': comment\n\n'))).toBeUndefined();
    expect(readEvent(Buffer.from('id: 1\ndata: \n\n'))).toBeUndefined();
    expect(
      String(writeEvent(Buffer.from('id: 1\r\nevent: message\r\ndata: old\r\n\r\n'), 'new')),
    ).toBe('id: 1\nevent: message\ndata: new\n\n');
  });
});
