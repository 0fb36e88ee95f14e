import { createHash, timingSafeEqual } from 'node:crypto';

const digest = (text: string): Buffer => createHash('sha256').update(text, 'utf8').digest();

/** Makes the check of an `Authorization` header. It takes the same time whatever is wrong: hashes have one length. */
export const bearerCheck = (token: string): ((header: string | undefined) => boolean) => {
  const wanted = digest(token);
  return (header) => {
    const given = /^Bearer +(\S+) *$/i.exec(header ?? '')?.[1];
    return timingSafeEqual(digest(given ?? ''), wanted) && given !== undefined;
  };
};
