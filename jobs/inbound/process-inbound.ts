import { handleNext, type InboundDeps } from '../../src/app/inbound/handle-inbound.ts';
import { inboundLane } from '../../src/app/lane.ts';
import { workLane } from '../work-lane.ts';

/** Handles the waiting messages of one sender, in order. */
export const processInbound = (deps: InboundDeps, stopping: () => boolean) =>
  workLane({ deps, kind: 'inbound', keyOf: inboundLane, step: (lane) => handleNext(deps, lane) }, stopping);
