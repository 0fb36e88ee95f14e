/** A backup that cannot be made or used, in words for the operator: what is wrong and how to go on. */
export class BackupError extends Error {
  constructor(message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = 'BackupError';
  }
}

const DISK: Record<string, string> = {
  ENOSPC: 'no space is left there',
  EDQUOT: 'the quota there is used up',
  EFBIG: 'the file system there takes no file so large',
  EACCES: 'it may not be written or read',
  EPERM: 'it may not be written or read',
  EROFS: 'it is read-only',
  ENOTDIR: 'a part of the path is no folder',
  EIO: 'the disk does not work',
};

const codeOf = (error: unknown): string => (error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '');

/** Whether the file or a folder on its path isn't there. */
export const isNotThere = (error: unknown): boolean => codeOf(error) === 'ENOENT';

/** A fault of the disk as the operator should read it; any other error stays as it is. */
export const diskFault = (error: unknown, folder: string, outcome: string): unknown => {
  const why = DISK[codeOf(error)];
  return why === undefined ? error : new BackupError(`${folder}: ${why}. ${outcome}`, error);
};
