import { spawnSync } from 'node:child_process';
import { chownSync, lchownSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** Under whose account PostgreSQL runs, in the shape `spawn` takes. Empty: the user who runs us. */
export type Account = { uid?: number; gid?: number };

// PostgreSQL refuses to run as root. This is `nobody`, who exists nearly everywhere and needs no useradd.
const NOBODY: Account = { uid: 65534, gid: 65534 };

export const isRoot = (): boolean => process.getuid?.() === 0;

/** For root: the owner of the existing cluster, or of the data folder; nobody where that is root too. */
export function accountFor(cluster: string, dataDir: string): Account {
  if (!isRoot()) return {};
  const existing = ownerOf(cluster);
  if (existing.uid) return existing;
  const owner = ownerOf(dataDir);
  return owner.uid && hasPasswdEntry(owner.uid) ? owner : NOBODY;
}

/** Owner of a path; empty when it is not there. */
export function ownerOf(path: string): Account {
  const stat = statSync(path, { throwIfNoEntry: false });
  return stat ? { uid: stat.uid, gid: stat.gid } : {};
}

/** Hands a file over, when we are root; everybody else's files are his own already. */
export function giveTo(path: string, { uid, gid }: Account): void {
  if (isRoot() && uid !== undefined && gid !== undefined) chownSync(path, uid, gid);
}

/** Hands over a folder with all that is in it; links themselves, not what they lead to. */
export function giveTreeTo(folder: string, account: Account): void {
  const { uid, gid } = account;
  if (!isRoot() || uid === undefined || gid === undefined) return;
  lchownSync(folder, uid, gid);
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) giveTreeTo(path, account);
    else lchownSync(path, uid, gid);
  }
}

/** Whether the account can enter a folder: asked of the system itself, because modes alone do not tell (ACLs, mounts). */
export function canEnter(folder: string, account: Account): boolean {
  return spawnSync('/bin/sh', ['-c', 'cd -- "$1"', 'sh', folder], { ...account, cwd: '/', stdio: 'ignore' }).status === 0;
}

const hasPasswdEntry = (uid: number): boolean => spawnSync('id', ['-un', String(uid)], { stdio: 'ignore' }).status === 0;
