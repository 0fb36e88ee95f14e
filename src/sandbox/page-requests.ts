import { z } from 'zod';

const account = z.string().min(1).max(64);

/** What the page may ask a person to do; the text limit is far above what a client lets one type. */
export const pageMessage = z.discriminatedUnion('kind', [
  z.object({ account, kind: z.literal('text'), text: z.string().min(1).max(20_000) }),
  z.object({
    account,
    kind: z.literal('location'),
    label: z.string().max(500),
    latitude: z.number().min(-90).max(90),
    longitude: z.number().min(-180).max(180),
  }),
  z.object({
    account,
    kind: z.literal('press'),
    messageId: z.string().max(64),
    key: z.string().min(1).max(1024),
    selected: z.record(z.string(), z.array(z.string())).optional(),
  }),
  z.object({ account, kind: z.literal('menu'), key: z.string().min(1).max(128) }),
  z.object({ account, kind: z.literal('enter') }),
]);

export type PageMessage = z.infer<typeof pageMessage>;
