/**
 * Why a run's work is cut short; the reason of its abort signal. `abandoned`: the run belongs to
 * someone else now (fenced) or Suna itself ends, and nothing more may be said about it.
 */
export class Interruption extends Error {
  override readonly name = 'Interruption';

  constructor(readonly kind: 'stopped' | 'time' | 'abandoned') {
    super(`The run was interrupted: ${kind}`);
  }
}
