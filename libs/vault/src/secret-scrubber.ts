import { Injectable } from '@nestjs/common';

/** Makes the process forget opened values wherever it writes (V7). */
@Injectable()
export class SecretScrubber {
  hide(_value: string): void {
    // replaced below
  }
}
