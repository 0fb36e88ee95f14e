import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { BIMONTH, dayWindow, NOVEMBER, openScene, SCHOOLS, type Scene, WEEK, WINTER } from './reminder-scene.ts';

let scene: Scene;
beforeAll(async () => {
  scene = await openScene();
});
afterAll(() => scene.close());
beforeEach(() => scene.wipe());

it('shows', async () => {
  await scene.give(
    { rule: 'city-two-monthly', unit: 'E000', schools: SCHOOLS, window: BIMONTH },
    { rule: 'sensitive', unit: 'E000', schools: SCHOOLS, window: WINTER, required: 3 },
    { rule: 'town-monthly', unit: 'C100', schools: ['S101', 'S102', 'S103', 'K101'], window: NOVEMBER },
    { rule: 'school-weekly', unit: 'S001', schools: ['S001'], window: WEEK },
    { rule: 'school-weekly', unit: 'S002', schools: ['S002'], window: WEEK },
    { rule: 'school-daily', unit: 'S001', schools: ['S001'], window: dayWindow('2026-11-23') },
    { rule: 'school-daily', unit: 'S001', schools: ['S001'], window: dayWindow('2026-11-20') },
    { rule: 'school-daily', unit: 'S001', schools: ['S001'], window: dayWindow('2026-11-19') },
    { rule: 'school-monthly', unit: 'S001', schools: ['S001'], window: NOVEMBER },
    { rule: 'school-daily', unit: 'S101', schools: ['S101'], window: dayWindow('2026-11-17') },
    { rule: 'school-daily', unit: 'S102', schools: ['S102'], window: dayWindow('2026-11-17') },
  );
  for (const { to, kind, text, actions } of await scene.remindAt('2026-11-23T07:45'))
    console.log(to, kind, `\n${text}\n`, JSON.stringify(actions));
  expect(1).toBe(1);
});
