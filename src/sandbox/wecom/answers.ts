/** What an API call is answered with: HTTP 200 and this as JSON, whether it went well or not. */
export type Answer = { errcode: number; errmsg: string; [field: string]: unknown };

export const accepted = (fields: Record<string, unknown> = {}): Answer => ({ errcode: 0, errmsg: 'ok', ...fields });

/** Like the platform, the text carries a hint that changes from call to call: nobody can match on it. [D90664] */
export const refused = (errcode: number, reason: string, fields: Record<string, unknown> = {}): Answer => ({
  errcode,
  errmsg: `${reason}, hint: [${process.hrtime.bigint()}], more info at https://open.work.weixin.qq.com/devtool/query?e=${errcode}`,
  ...fields,
});

/** The first of the checks that refuses; later ones are not run. */
export const firstRefusal = (...checks: (() => Answer | null)[]): Answer | null => {
  for (const check of checks) {
    const refusal = check();
    if (refusal) return refusal;
  }
  return null;
};
