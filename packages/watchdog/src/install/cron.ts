import { join } from 'node:path';

import {
  CannotCreateError,
  findUserHome,
  type Home,
  IoError,
  lstatIfThere,
  quoteWord,
  writeNewFile,
} from '@owner-report/spool';

import { ownCrontab } from '../entry/cronTable.ts';
import { type Block, composeBlock, findBlocks, replaceBlocks } from './cronBlock.ts';
import type { Change, FoundPiece, Scheduler } from './scheduler.ts';
import { requireTool, runTool } from './tool.ts';

const refused =
  'Ask for leave to use crontab (/etc/cron.allow, /etc/cron.deny), or choose another scheduler: --systemd or --launchd.';

const unwritten =
  'The crontab is as it was. Where a line is too long for it, choose a home with a shorter path, or another scheduler: --systemd or --launchd.';

// That of Vixie and its heirs, that of busybox, and one that says nothing at all.
const noTable = /no crontab for |No such file or directory|^$/i;

/** The crontab of this user. */
export const cron: Scheduler = {
  name: 'cron',
  program: 'crontab',
  compose: (home, jobs) => [{ where: ownCrontab, text: composeBlock(home.dir, jobs) }],
  read: async () => findBlocks((await readTable()) ?? '').map(toPiece),
  assertReady: async () => {
    await readTable();
  },
  isOn: () => Promise.resolve(true),
  apply,
};

async function apply({ home, put, gone }: Change): Promise<string[]> {
  const before = await readTable();
  const blocks = findBlocks(before ?? '').filter((block) => gone.some(({ text }) => text === block.text));
  const after = replaceBlocks(before ?? '', blocks, put.map(({ text }) => text).join(''));
  const isOursAlone = replaceBlocks(before ?? '', blocks, '') === '' && blocks.every(({ isIntact }) => isIntact);
  const backup = before === undefined || isOursAlone ? undefined : keepTable(home, before);
  await writeTable(after);
  // Some put a header of their own before it.
  if (!((await readTable()) ?? '').endsWith(after)) {
    throw new IoError('crontab: expected the table that was written, found another one', {
      remedy: `Look at it: ${ownCrontab}${backup === undefined ? '' : `; as it was: ${backup}`}`,
    });
  }
  return backup === undefined ? [] : [`the crontab as it was: ${backup} (back again: crontab ${quoteWord(backup)})`];
}

function toPiece({ home, isIntact, text, end }: Block): FoundPiece {
  const piece = { where: ownCrontab, home, isIntact, text };
  return end === undefined ? { ...piece, flaw: 'the line "# END owner-report …" of it' } : piece;
}

// Undefined where this user has none. Any other failure is one: what is written in its place would be lost.
async function readTable(): Promise<string | undefined> {
  const { exitCode, stdout, said } = await runTool('crontab', ['-l']);
  if (exitCode === 0) return stdout;
  if (stdout === '' && noTable.test(said)) return undefined;
  throw new CannotCreateError(`${ownCrontab}: refused (exit ${exitCode}): ${said}`, { remedy: refused });
}

async function writeTable(table: string): Promise<void> {
  // What is empty is no table.
  if (table === '') await requireTool('crontab', ['-r'], { remedy: unwritten });
  else await requireTool('crontab', ['-'], { input: table, remedy: unwritten });
}

function keepTable(home: Home, table: string): string {
  // The home may be gone before its schedule is.
  const dir = lstatIfThere(home.dir) === undefined ? findUserHome() : home.dir;
  const path = join(dir, `crontab-${new Date().toISOString().replaceAll(/[-:.]/g, '')}.bak`);
  writeNewFile(path, Buffer.from(table, 'latin1'));
  return path;
}
