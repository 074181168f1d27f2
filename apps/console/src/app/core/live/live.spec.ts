import { TestBed } from '@angular/core/testing';
import type { LiveAck } from '@renum/contracts';
import { AccessToken } from '../auth/access-token';
import { Live } from './live';

type Listener = (...values: unknown[]) => void;

/** What the console uses of a Socket.IO client. */
class FakeSocket {
  connected = false;
  active = true;
  connects = 0;
  readonly listeners = new Map<string, Listener>();
  readonly sent: { event: string; request: unknown; ack: Listener }[] = [];

  on(event: string, listener: Listener) {
    this.listeners.set(event, listener);
  }
  emit(event: string, request: unknown, ack: Listener) {
    this.sent.push({ event, request, ack });
  }
  timeout() {
    return this;
  }
  connect() {
    this.connects += 1;
    return this;
  }
  disconnect() {
    this.connected = false;
    return this;
  }
  /** As if the network did it. */
  happens(event: string, ...values: unknown[]) {
    if (/connect/.test(event)) this.connected = event === 'connect';
    this.listeners.get(event)?.(...values);
  }
}

let socket: FakeSocket;
let options: { auth: (send: (auth: object) => void) => void };
jest.mock('socket.io-client', () => ({
  io: (_namespace: string, given: typeof options) => {
    options = given;
    return socket;
  },
}));

describe('live connection', () => {
  const refresh = jest.fn();
  beforeEach(() => {
    socket = new FakeSocket();
    refresh.mockResolvedValue('token-2');
    const token = { current: () => Promise.resolve('token-1'), refresh };
    TestBed.configureTestingModule({ providers: [{ provide: AccessToken, useValue: token }] });
  });

  const watch = (after = () => 0) => {
    const seen: unknown[] = [];
    const refusals: string[] = [];
    const stop = TestBed.inject(Live).watch({
      runId: 'run-1',
      after,
      onEvent: (event) => seen.push(event.seq),
      onRefused: (message) => refusals.push(message),
    });
    return { seen, refusals, stop };
  };

  it('sends the token of the moment at each attempt', async () => {
    watch();
    const auth = await new Promise<object>((send) => options.auth(send));
    expect(auth).toEqual({ token: 'token-1' });
  });

  it('resumes after the last event that was seen', () => {
    let last = 0;
    const { seen } = watch(() => last);
    socket.happens('connect');
    expect(socket.sent[0]).toMatchObject({ request: { runId: 'run-1', after: 0 } });
    socket.happens('run.event', { runId: 'run-1', seq: 7 });
    socket.happens('run.event', { runId: 'run-2', seq: 8 });
    expect(seen).toEqual([7]);
    last = 7;
    socket.happens('disconnect', 'transport close');
    expect(TestBed.inject(Live).status()).toBe('connecting');
    socket.happens('connect');
    expect(socket.sent[1]).toMatchObject({ request: { runId: 'run-1', after: 7 } });
    expect(TestBed.inject(Live).status()).toBe('online');
  });

  it('tells of approvals while somebody listens, also when no run is watched', () => {
    jest.useFakeTimers();
    const seen: string[] = [];
    const stop = TestBed.inject(Live).onApproval(({ id }) => seen.push(id));
    expect(socket.connects).toBe(1);
    socket.happens('connect');
    const { stop: unwatch } = watch();
    unwatch();
    jest.advanceTimersByTime(2_000);
    socket.happens('approval.changed', { id: 'a' });
    expect(seen).toEqual(['a']);
    stop();
    jest.advanceTimersByTime(2_000);
    jest.useRealTimers();
    expect(socket.connected).toBe(false);
  });

  it('says when the server will not show the run', () => {
    const { refusals } = watch();
    socket.happens('connect');
    const no: LiveAck = { ok: false, error: { code: 'not_found', message: 'No such run.' } };
    socket.sent[0]?.ack(null, no);
    expect(refusals).toEqual(['No such run.']);
  });

  it('comes back with a new token when the server ended the connection', async () => {
    jest.useFakeTimers();
    watch();
    socket.happens('connect');
    const before = socket.connects;
    socket.happens('disconnect', 'io server disconnect');
    await jest.advanceTimersByTimeAsync(1_000);
    jest.useRealTimers();
    expect(refresh).toHaveBeenCalledTimes(1);
    expect(socket.connects).toBe(before + 1);
  });

  it('closes when nobody watches any more', () => {
    jest.useFakeTimers();
    const first = watch();
    socket.happens('connect');
    first.stop();
    const second = watch();
    jest.advanceTimersByTime(2_000);
    expect(socket.connected).toBe(true);
    second.stop();
    jest.advanceTimersByTime(2_000);
    jest.useRealTimers();
    expect(socket.connected).toBe(false);
    expect(TestBed.inject(Live).status()).toBe('offline');
  });
});
