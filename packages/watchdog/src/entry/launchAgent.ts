import { quoteWord } from '@owner-report/spool';

import { fail } from '../finding.ts';
import { findRuns, shellOfLines } from './findRuns.ts';
import type { ScheduleEntry } from './scheduleEntry.ts';

const launchdPath = '/usr/bin:/bin:/usr/sbin:/sbin';

/** The run of a watchdog in a property list of launchd, if it has one. */
export function readLaunchAgent(where: string, text: string, userHome: string): ScheduleEntry[] {
  const words = stringsIn(/<key>ProgramArguments<\/key>\s*<array>(.*?)<\/array>/s.exec(text)?.[1] ?? '');
  const program = stringOf(text, 'Program');
  const variables = { HOME: userHome, PATH: launchdPath, ...dictionaryOf(text, 'EnvironmentVariables') };
  // Words as they stand: launchd runs them without a shell.
  const line = (words.length > 0 ? words : program === undefined ? [] : [program]).map(quoteWord).join(' ');
  const place = stringOf(text, 'WorkingDirectory');
  const { runs } = findRuns(line, { variables, cwd: place ?? '/', shell: shellOfLines }, () => '');
  const label = stringOf(text, 'Label') ?? '';
  const isTimed = /<key>(?:StartInterval|StartCalendarInterval|WatchPaths|QueueDirectories|KeepAlive)<\/key>/.test(
    text,
  );
  const faults = /<key>Disabled<\/key>\s*<true\/>/.test(text)
    ? [fail('the agent is disabled', `Take the key Disabled out of ${where}, then load it.`)]
    : [];
  const path = stringOf(text, 'StandardErrorPath') ?? stringOf(text, 'StandardOutPath');
  return runs.map((run) => ({
    ...run,
    entered: run.entered ?? place,
    scheduler: 'launchd',
    where,
    line,
    faults,
    isOnce: !isTimed,
    isInstallable: true,
    log: path === undefined ? undefined : { path },
    unit: { name: label, isOfSystem: false },
  }));
}

function stringsIn(text: string): string[] {
  return [...text.matchAll(/<string>(.*?)<\/string>/gs)].map(([, value = '']) => decode(value));
}

function stringOf(text: string, key: string): string | undefined {
  const value = new RegExp(String.raw`<key>${key}</key>\s*<string>(.*?)</string>`, 's').exec(text)?.[1];
  return value === undefined ? undefined : decode(value);
}

function dictionaryOf(text: string, key: string): Record<string, string> {
  const inside = new RegExp(String.raw`<key>${key}</key>\s*<dict>(.*?)</dict>`, 's').exec(text)?.[1] ?? '';
  const pairs = inside.matchAll(/<key>(.*?)<\/key>\s*<string>(.*?)<\/string>/gs);
  return Object.fromEntries([...pairs].map(([, name = '', value = '']) => [decode(name), decode(value)]));
}

const entities: Readonly<Record<string, string>> = { lt: '<', gt: '>', quot: '"', apos: "'", amp: '&' };

function decode(text: string): string {
  return text.replace(/&(lt|gt|quot|apos|amp);/g, (_all, name: string) => entities[name] ?? '');
}
