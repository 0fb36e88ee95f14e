/** Side by side in one process: a few, so that people's messages find connections to the database free. */
const AT_ONCE = 4;

/** Does `work` for each, a few at a time, in their order, until all are done or `over` says so. */
export const eachOf = async <T>(all: readonly T[], work: (one: T) => Promise<void>, over: () => boolean): Promise<void> => {
  const left = [...all];
  const worker = async (): Promise<void> => {
    for (let one = left.shift(); one !== undefined && !over(); one = left.shift()) await work(one);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
};
