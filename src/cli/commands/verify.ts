import path from 'node:path';
import type { Finding } from '../../app/proof/finding.ts';
import { type Verified, verify } from '../../app/proof/verify.ts';
import { mediaLooker } from '../../infra/media/media-look.ts';
import { openMediaStore } from '../../infra/media/media-store.ts';
import { type AddCommand, type Installation, JSON_OPTION } from '../cli.ts';
import { facts } from '../table.ts';
import { show } from '../terminal.ts';

const verifyInstallation = async ({ config, database, clock }: Installation, withFiles: boolean): Promise<Verified> => {
  const lookAt = withFiles ? mediaLooker(await openMediaStore(path.join(config.dataDir, 'media'))) : null;
  return verify({ database, lookAt, now: await clock.now() });
};

const line = ({ record, problem }: Finding): string => `${record}: ${problem}`;

const verdict = ({ findings, stopped }: Verified): string => {
  if (findings.length === 0) return 'Everything is as it was written.';
  return stopped ? `${findings.length} records are not as they were written; there may be more.` : `${findings.length} findings.`;
};

const asText = (verified: Verified, withFiles: boolean): string => {
  const { findings, checked, anchor, unanchored, days, ms } = verified;
  const counted = facts([
    ['items', checked.items],
    ['history entries', checked.entries],
    ['words', checked.texts],
    ['files', withFiles ? checked.files : 'not looked at'],
    ['anchors', checked.anchors],
    ['anchored until', anchor ? `${anchor.day} (${anchor.hash})` : null],
    ['entries not anchored yet', unanchored],
    ['days not anchored yet', days.length === 0 ? 'none' : `${days.length}: a running server does it`],
    ['seconds', (ms / 1000).toFixed(1)],
  ]);
  return [...findings.map(line), ...(findings.length > 0 ? [''] : []), counted, '', verdict(verified)].join('\n');
};

export const addVerify: AddCommand = (program, cli) => {
  program
    .command('verify')
    .description('recomputes history, anchors and stored files, and names what was altered (exit code 1 then)')
    .option('--no-files', 'the database only: stored files are not read')
    .option(...JSON_OPTION)
    .action(async ({ json, files }: { json?: boolean; files: boolean }) => {
      const verified = await cli.withInstallation((installation) => verifyInstallation(installation, files));
      const { findings, ...rest } = verified;
      show(cli.terminal, json, { ok: findings.length === 0, items: findings, next: null, ...rest }, () => asText(verified, files));
      if (findings.length > 0) cli.failed();
    });
};
