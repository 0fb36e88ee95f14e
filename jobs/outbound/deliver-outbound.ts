import { outboundLane } from '../../src/app/lane.ts';
import { type DeliveryDeps, deliverNext } from '../../src/app/outbound/deliver-message.ts';
import { workLane } from '../work-lane.ts';

/** Sends what waits for one recipient, urgent messages first. */
export const deliverOutbound = (deps: DeliveryDeps, stopping: () => boolean) =>
  workLane({ deps, kind: 'outbound', keyOf: outboundLane, step: (lane) => deliverNext(deps, lane) }, stopping);
