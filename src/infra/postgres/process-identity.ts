import { spawnSync } from 'node:child_process';
import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';

/**
 * The space in which a process id means something: this boot of this machine, and this container.
 * Two processes whose values differ cannot judge each other by process id.
 */
export function machineId(): string {
  try {
    return `${readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()} ${readlinkSync('/proc/self/ns/pid')}`;
  } catch {
    return hostname();
  }
}

/**
 * When a process started, as an opaque mark that tells it from a later process with the same id.
 * `null`: there is no such process, or it is only waiting to be reaped. `unknown`: it lives, but hides its start.
 */
export function processStart(pid: number): string | null {
  if (!exists(pid)) return null;
  return process.platform === 'linux' ? startFromProc(pid) : startFromPs(pid);
}

/** The command line of a process, as far as it can be seen; on systems without /proc in one piece. */
export function commandLine(pid: number): string[] {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
  } catch {
    const ps = spawnSync('ps', ['-o', 'command=', '-p', String(pid)], { encoding: 'utf8' });
    return ps.status === 0 ? [ps.stdout.trim()] : [];
  }
}

function exists(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

function startFromProc(pid: number): string | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The name in brackets may hold anything; the state is the first field behind it and the start time the twentieth.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return fields[0] === 'Z' || fields[0] === 'X' ? null : (fields[19] ?? 'unknown');
  } catch {
    return exists(pid) ? 'unknown' : null;
  }
}

function startFromPs(pid: number): string | null {
  const ps = spawnSync('ps', ['-o', 'stat=,lstart=', '-p', String(pid)], { encoding: 'utf8' });
  const words = ps.status === 0 ? ps.stdout.trim() : '';
  if (words === '') return exists(pid) ? 'unknown' : null;
  return words.startsWith('Z') ? null : words.replace(/^\S+\s+/, '');
}
