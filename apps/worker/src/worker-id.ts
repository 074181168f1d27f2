import { Injectable } from '@nestjs/common';
import { newId } from '@renum/platform';

/** Who this process is. New at every start, so that what a killed one left is never taken for ours. */
@Injectable()
export class WorkerId {
  readonly id = newId();
}
