import { setTimeout as delay } from 'node:timers/promises';
import type { InstanceIdentity } from '@renum/contracts';
import { promptOf, type Fate } from './counting-provider';
import type { DataPlanes } from './data-planes';

/** Of a hundred calls; what fails is tried again under a number of its own. */
const FATES: [Fate, number][] = [
  ['body', 45],
  ['stream', 43],
  ['rate_limited', 5],
  ['failed', 4],
  ['cut', 3],
];

/** What became of one call, as its caller saw it. */
type Outcome = 'answered' | 'failed' | 'broken' | 'refused';

/** Calls until all of it is done, as an SDK would: what fails is tried again. */
export class Caller {
  done = 0;
  private next = 0;
  private begun = 0;
  private readonly outcomes = new Map<number, Outcome>();

  constructor(
    private readonly planes: DataPlanes,
    private readonly identity: InstanceIdentity,
    private readonly calls: number,
  ) {}

  numbers(of: Outcome): number[] {
    return [...this.outcomes].filter(([, outcome]) => outcome === of).map(([number]) => number);
  }

  async work(): Promise<void> {
    while (this.begun < this.calls) {
      this.begun += 1;
      let outcome = await this.call();
      for (let tries = 1; outcome !== 'answered' && tries < 50; tries += 1) {
        // A plane that was killed takes a moment to come back; the other one is there.
        if (outcome === 'broken' || outcome === 'refused') await delay(20);
        outcome = await this.call();
      }
      if (outcome === 'answered') this.done += 1;
    }
  }

  private async call(): Promise<Outcome> {
    const number = this.next;
    this.next += 1;
    const outcome = await this.attempt(number, fateOf(number));
    this.outcomes.set(number, outcome);
    return outcome;
  }

  private async attempt(number: number, fate: Fate): Promise<Outcome> {
    const stream = fate === 'stream' || fate === 'cut';
    const body = {
      model: 'gpt-4.1-mini',
      stream,
      max_tokens: 200,
      messages: [{ role: 'user', content: promptOf(number, fate) }],
    };
    // Some callers allow us to try again ourselves.
    const headers = number % 4 === 0 ? { 'idempotency-key': `call-${number}` } : undefined;
    try {
      const answer = await this.planes.chat(number % 2, this.identity, body, { headers });
      await answer.arrayBuffer();
      if (answer.ok) return 'answered';
      return answer.headers.get('x-renum-decision') === 'allowed' ? 'failed' : 'refused';
    } catch {
      // The connection ended: a plane died, or the provider broke off and we passed that on.
      return 'broken';
    }
  }
}

/** By its number, so that a run of the spec can be told from its books; mixed well. */
function fateOf(number: number): Fate {
  let place = (number * 37) % 100;
  for (const [fate, share] of FATES) {
    if (place < share) return fate;
    place -= share;
  }
  return 'body';
}
