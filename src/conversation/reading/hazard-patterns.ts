import { building } from './patterns/building.ts';
import { electricAndGas } from './patterns/electric-and-gas.ts';
import { fire } from './patterns/fire.ts';
import { foodAndBus } from './patterns/food-and-bus.ts';
import { labAndEquipment } from './patterns/lab-and-equipment.ts';
import type { HazardPattern } from './patterns/pattern.ts';
import { people } from './patterns/people.ts';
import { siteAndOrder } from './patterns/site-and-order.ts';

/** All patterns; their order does not matter. */
export const hazardPatterns: readonly HazardPattern[] = [
  ...fire,
  ...building,
  ...electricAndGas,
  ...foodAndBus,
  ...labAndEquipment,
  ...people,
  ...siteAndOrder,
];
