import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { execa } from 'execa';
import { onTestFinished } from 'vitest';

import { makeHome, root, type TestHome } from '../harness.ts';

export interface Point {
  schemaVersion: number;
  point: number;
  title: string;
  level: string;
  found: string;
  fix?: string;
}

const fixtures = join(root, 'test/fixtures/scheduler');

/** As one would type it. */
export const wrapper = `'${join(root, 'scripts/run_owner_report_watchdog.sh')}'`;

export async function doctor(
  home: TestHome,
  args: string[] = [],
  env: NodeJS.ProcessEnv = {},
): Promise<{ points: Point[]; exitCode: number | undefined }> {
  const result = await home.run('watchdog', ['doctor', '--json', ...args], {
    env: { NODE_BIN: process.execPath, ...withSchedulers(), ...env },
  });
  return {
    points: String(result.stdout)
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Point),
    exitCode: result.exitCode,
  };
}

/** A PATH with crontab, systemctl and launchctl of this test, which answer from files in its home directory. */
export function withSchedulers(): NodeJS.ProcessEnv {
  return { PATH: `${fixtures}:${process.env['PATH'] ?? ''}` };
}

/** Writes the crontab of the test's user. */
export async function writeCrontab(home: TestHome, lines: readonly string[]): Promise<void> {
  await writeFile(join(home.base, 'crontab.txt'), lines.map((line) => `${line}\n`).join(''));
}

/** Writes a systemd unit of the test's user; returns its path. */
export async function writeUnit(home: TestHome, name: string, lines: readonly string[]): Promise<string> {
  const path = join(home.base, '.config/systemd/user', name);
  await mkdir(join(path, '..'), { recursive: true });
  await writeFile(path, `${lines.join('\n')}\n`);
  return path;
}

/** What systemctl says of units: `is-enabled-x.timer` and the word for it. */
export async function answerSystemctl(home: TestHome, answers: Record<string, string>): Promise<void> {
  await mkdir(join(home.base, 'systemctl'), { recursive: true });
  for (const [name, word] of Object.entries(answers)) await writeFile(join(home.base, 'systemctl', name), `${word}\n`);
}

/** A cron daemon, as far as its name tells, until the end of the test. */
export function startCron(): void {
  const daemon = execa(join(fixtures, 'cron'), { stdin: 'pipe', reject: false });
  onTestFinished(async () => {
    daemon.stdin.end();
    await daemon;
  });
}

/** A home with a send command, and a crontab of these lines; `{home}` in them is the home, `{wrapper}` the wrapper. */
export async function makeScheduled(lines: readonly string[]): Promise<TestHome> {
  const home = await makeHome();
  await mkdir(home.dir, { mode: 0o700 });
  await writeFile(home.path('config.json'), '{"sendCommand":"cat > /dev/null"}', { mode: 0o600 });
  await writeCrontab(
    home,
    lines.map((line) => fill(home, line)),
  );
  return home;
}

/** A line of a schedule for this home. */
export function fill(home: TestHome, line: string): string {
  return line
    .replaceAll('{home}', home.dir)
    .replaceAll('{wrapper}', wrapper)
    .replaceAll('{root}', root)
    .replaceAll('{base}', home.base)
    .replaceAll('{bin}', join(root, 'node_modules/.bin'))
    .replaceAll('{node}', process.execPath);
}
