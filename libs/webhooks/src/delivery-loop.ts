import { Injectable } from '@nestjs/common';
import { ClaimLoop } from '@renum/queues';
import { Deliverer } from './deliverer';
import { DeliveryClaims, type ClaimedDelivery } from './delivery-claims';

/** Sends what is due for as long as the process lives. What a stop cuts off is sent under the same id. */
@Injectable()
export class DeliveryLoop extends ClaimLoop<ClaimedDelivery> {
  constructor(claims: DeliveryClaims, deliverer: Deliverer) {
    const work = (delivery: ClaimedDelivery) => deliverer.deliver(delivery);
    super({ claims, work, what: 'Webhooks', everyMs: 1_000, atOnce: 32 });
  }
}
