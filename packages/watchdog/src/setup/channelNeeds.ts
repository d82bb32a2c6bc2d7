import { join, dirname } from 'node:path';

import { childDirectory } from '@owner-report/cli';
import { type Home, MissingProgramError } from '@owner-report/spool';

/** What a channel needs, as `owner-report-send list --json` tells it. */
export interface ChannelNeeds {
  channel: string;
  describe: string;
  target: { need: 'none' | 'optional' | 'required'; help: string };
  settings: readonly {
    name: string;
    secret: boolean;
    need: 'required' | 'optional' | 'unless-target';
    default?: string;
    set: 'variable' | 'file' | 'home' | 'no';
    problem?: string;
    help: string;
  }[];
}

/**
 * What every channel needs, and what of it a run in `environment` finds.
 * @param scripts directory of the shipped scripts: the commands lie beside it
 * @throws MissingProgramError
 */
export async function readNeeds(
  home: Home,
  scripts: string,
  environment: Readonly<Record<string, string>>,
): Promise<ChannelNeeds[]> {
  const { execa } = await import('execa');
  const command = join(dirname(scripts), 'packages/send/bin/owner-report-send.cjs');
  const { exitCode, stdout, stderr } = await execa(process.execPath, [command, 'list', '--json', '--home', home.dir], {
    reject: false,
    extendEnv: false,
    env: environment,
    cwd: childDirectory(),
    stdin: 'ignore',
  });
  if (exitCode === 0) return stdout.split('\n').map((line) => JSON.parse(line) as ChannelNeeds);
  throw new MissingProgramError(`${command}: expected the list of channels, got exit ${exitCode}: ${stderr}`, {
    remedy: 'Install the whole package.',
  });
}
