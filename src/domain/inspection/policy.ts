/** What a city may decide about its checks; the rest stands in the notice. Changed by `grid policy set`. */
export type InspectionPolicy = {
  /** `fixed`: January–February, March–April …; `rolling`: the next window begins the day after the last check. */
  cityWindows: 'fixed' | 'rolling';
  /** Length of the bureau's window in months (notice: two). */
  cityMonths: 1 | 2 | 3;
  /** City and town windows that lie wholly in a school's vacation: `skip` but for schools with boarders, or `keep` for all (F7). */
  vacationChecks: 'skip' | 'keep';
  /** So many working days after a missed window the grid above hears of it. */
  upperAfterDays: number;
  /** So many messages a person gets in seven days by the bot's own doing; what can wait is held back for the next digest beyond it. */
  weeklyMessages: number;
};

/** The defaults that a city starts with. */
export const defaultInspectionPolicy: InspectionPolicy = {
  cityWindows: 'fixed',
  cityMonths: 2,
  vacationChecks: 'skip',
  upperAfterDays: 3,
  weeklyMessages: 10,
};
