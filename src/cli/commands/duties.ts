import { createRules } from '../../app/hazards/rules.ts';
import { planDuties } from '../../app/inspections/plan-duties.ts';
import { listDuties } from '../../app/queries/duties.ts';
import type { DutyView } from '../../app/queries/duty-view.ts';
import { CHECK_RULES } from '../../domain/inspection/rules.ts';
import { statutoryDays } from '../../infra/calendar/statutory-days.ts';
import type { AddCommand, Installation } from '../cli.ts';
import { commandLog } from '../installation.ts';
import type { Column } from '../table.ts';
import { addList } from './list.ts';

const columns: readonly Column<DutyView>[] = [
  { title: '标识', of: (duty) => duty.id },
  { title: '状态', of: (duty) => duty.status },
  { title: '规则', of: (duty) => CHECK_RULES[duty.rule].name },
  { title: '检查单位', of: (duty) => duty.unit.name, widest: 24 },
  { title: '学校', of: (duty) => duty.school.name, widest: 24 },
  { title: '期间', of: (duty) => duty.window.name, widest: 20 },
  { title: '截止', of: (duty) => duty.window.end.slice(0, 10) },
  { title: '次数', of: (duty) => `${duty.done}/${duty.required}` },
  { title: '检查人', of: (duty) => [...new Set(duty.checks.map((check) => check.by.name))].join('、') || null, widest: 20 },
  { title: '已提醒', of: (duty) => duty.stagesSent.join(',') || null, widest: 24 },
];

/** So that the list is right on a server that has not run since yesterday, too; where one runs, nothing is left to plan. */
const planFirst = async ({ config, database, clock }: Installation): Promise<void> => {
  await planDuties({
    database,
    clock,
    queue: { wake: () => undefined },
    rules: createRules(statutoryDays()),
    log: commandLog(config.logLevel),
  });
};

export const addDuties: AddCommand = (program, cli) =>
  addList(program, cli, {
    name: 'duties',
    description: 'lists who must check which school by when, and what was checked; the latest window first',
    filters: ['unit', 'school', 'rule', 'status', 'person', 'from', 'to', 'at'],
    help: {
      unit: 'only what this unit and all below it must check',
      school: 'only checks of this school',
      status: 'some of open,done,overdue,waived',
      person: 'only what the units that this person (工号) leads must check, and what he checked',
      from: 'windows that last until this day (2026-11-23) or longer',
      to: 'windows that begin on this day or earlier',
      at: 'windows that hold the end of this day, or this time, as things stood then',
    },
    ask: async (installation, filters) => {
      await planFirst(installation);
      return listDuties(installation.database.prisma, filters, await installation.clock.now());
    },
    columns,
  });
