import type { Job, Piece } from './job.ts';
import { seal, shortNameOf } from './seal.ts';

/**
 * A service and a timer of systemd for each of these jobs.
 * @param dir where the units of this user lie
 */
export function composeUnits(home: string, jobs: readonly Job[], dir: string): Piece[] {
  return jobs.flatMap((job) => {
    const stem = `${dir}/owner-report-${job.name}-${shortNameOf(home)}`;
    const toLine = (mark: string) => `# ${mark} (owner-report-watchdog install; uninstall takes it away)`;
    return [
      { where: `${stem}.service`, text: seal(home, composeService(job), 0, toLine) },
      { where: `${stem}.timer`, text: seal(home, composeTimer(job), 0, toLine) },
    ];
  });
}

function composeService({ describe, variables, words, log }: Job): string[] {
  return [
    '[Unit]',
    `Description=${escapeSpecifiers(describe)}`,
    '',
    '[Service]',
    'Type=oneshot',
    // What a job has started, or a send that is under way, is not ended with it.
    'KillMode=process',
    // A channel that is down is not a unit that has failed.
    'SuccessExitStatus=75',
    ...Object.entries(variables).map(([name, value]) => `Environment=${quote(`${name}=${value}`)}`),
    // "$$" is a dollar sign in arguments, and none in the path of the program: so that is one without.
    `ExecStart=/usr/bin/env ${words.map((word) => quote(word).replaceAll('$', '$$$$')).join(' ')}`,
    `StandardOutput=append:${escapeSpecifiers(log)}`,
    `StandardError=append:${escapeSpecifiers(log)}`,
  ];
}

function composeTimer({ describe }: Job): string[] {
  return [
    '[Unit]',
    `Description=${escapeSpecifiers(describe)}`,
    '',
    '[Timer]',
    'OnCalendar=minutely',
    'AccuracySec=1s',
    '',
    '[Install]',
    'WantedBy=timers.target',
  ];
}

function quote(word: string): string {
  return `"${escapeSpecifiers(word).replaceAll(/["\\]/g, String.raw`\$&`)}"`;
}

function escapeSpecifiers(text: string): string {
  return text.replaceAll('%', '%%');
}
