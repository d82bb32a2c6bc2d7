import { existsSync, realpathSync } from 'node:fs';
import { delimiter, dirname, join, resolve } from 'node:path';

import { pathWithCommands } from '@owner-report/driver';
import { expandPath, type Home, UsageError } from '@owner-report/spool';

import type { ExtraJob, Job } from './job.ts';

/** What the jobs are made of. */
export interface JobFacts {
  home: Home;
  /** Directory of the shipped scripts. */
  scripts: string;
  extras: readonly ExtraJob[];
  environment: NodeJS.ProcessEnv;
}

// What the commands look at and no schedule knows: where things are, and nothing else. Tokens and addresses never stand in a
// schedule.
const ofOpenclaw = ['OPENCLAW_HOME', 'OPENCLAW_STATE_DIR', 'OPENCLAW_CONFIG_PATH', 'OPENCLAW_PREFIX'];
const ofPrograms = ['OPENCLAW_ENTRY', 'OPENCLAW_NODE_BIN'];
const ofMonitor = ['OWNER_REPORT_CONFIG_FILE', 'OWNER_REPORT_STATE_FILE'];
const ofRelay = ['OWNER_REPORT_KEY_FILE', 'OWNER_REPORT_CA_FILE'];

const usualPath = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

/** Names that stay when node is upgraded; the node that runs us may be called by that of its version. */
const lastingNodes = ['/usr/bin/node', '/usr/local/bin/node', '/opt/homebrew/bin/node'];

/**
 * The commands that a schedule of this home starts.
 * @throws UsageError for a path that no schedule can hold
 */
export function composeJobs({ home, scripts, extras, environment }: JobFacts): Job[] {
  const node = findLastingNode();
  const shared = { PATH: pathOf(node) };
  const pick = (names: readonly string[]) => pickPaths(names, environment);
  const watchdog: Job = {
    name: 'watchdog',
    describe: `Send pending owner reports of ${home.dir}`,
    variables: { ...shared, NODE_BIN: node, ...pick([...ofOpenclaw, ...ofPrograms]) },
    words: [join(scripts, 'run_owner_report_watchdog.sh'), '--home', home.dir],
    log: join(home.dir, 'watchdog.log'),
  };
  const extra: Record<ExtraJob, Pick<Job, 'describe' | 'variables'> & { subcommand: string }> = {
    monitor: {
      describe: `Look after the jobs of the monitor for ${home.dir}`,
      variables: { ...shared, ...pick([...ofOpenclaw, ...ofMonitor]) },
      subcommand: 'tick',
    },
    relay: {
      describe: `Pull the reports of other hosts into ${home.dir}`,
      variables: { ...shared, ...pick(ofRelay) },
      subcommand: 'pull',
    },
  };
  const toJob = (name: ExtraJob): Job => {
    const { subcommand, ...facts } = extra[name];
    const script = join(dirname(scripts), `packages/${name}/bin/owner-report-${name}.cjs`);
    const words = [node, script, subcommand, '--home', home.dir];
    return { name, ...facts, words, log: join(home.dir, `${name}.log`) };
  };
  const jobs = [watchdog, ...extras.map(toJob)];
  for (const { variables, words } of jobs) for (const text of [...Object.values(variables), ...words]) assertLine(text);
  return jobs;
}

function findLastingNode(): string {
  const own = realpathSync(process.execPath);
  return lastingNodes.find((path) => existsSync(path) && realpathSync(path) === own) ?? process.execPath;
}

// The same in every shell: a schedule that hangs on the PATH of the day would change each time.
function pathOf(node: string): string {
  const dirs = [dirname(node), ...usualPath.split(delimiter)].filter((dir) => !dir.includes(delimiter));
  return pathWithCommands([...new Set(dirs)].join(delimiter));
}

function pickPaths(names: readonly string[], environment: NodeJS.ProcessEnv): Record<string, string> {
  const given = names.flatMap((name) => {
    const value = environment[name] ?? '';
    return value === '' ? [] : [[name, resolve(expandPath(value, name))]];
  });
  return Object.fromEntries(given) as Record<string, string>;
}

function assertLine(text: string): void {
  if (!/\p{Cc}/u.test(text)) return;
  throw new UsageError(`expected a path that can stand in a schedule, got one with a control character: ${text}`, {
    remedy: 'Choose another directory.',
  });
}
