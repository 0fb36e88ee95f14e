/** Within the readiness check a hanging dependency counts as absent. */
const READY_WITHIN_MS = 3000;

/** What the work gives, or null when it fails or takes too long. */
const inTime = async <T>(work: Promise<T>): Promise<T | null> => {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<null>((resolve) => {
    timer = setTimeout(() => resolve(null), READY_WITHIN_MS);
  });
  return Promise.race([work.catch(() => null), late]).finally(() => clearTimeout(timer));
};

export type Dependencies = { pendingMigrations(): Promise<string[]>; queueReady(): Promise<unknown> };

/** What the program still waits for, in words for the operator; nothing: it is ready. */
export const problemsOf = async ({ pendingMigrations, queueReady }: Dependencies): Promise<string[]> => {
  const [pending, queue] = await Promise.all([inTime(pendingMigrations()), inTime(queueReady().then(() => true))]);
  const database =
    pending === null ? ['the database does not answer'] : pending.length > 0 ? [`migrations are pending: ${pending.join(', ')}`] : [];
  return [...database, ...(queue === null ? ['the queue does not answer'] : [])];
};
