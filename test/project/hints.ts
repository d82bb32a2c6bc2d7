import { chmod, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { expect } from 'vitest';

import { type Command, reportText, type TestHome } from '../harness.ts';

/** One command, what it prints, and what becomes true when its hint is typed. */
interface Hint {
  what: string;
  /** What makes the command print it. */
  prepare?: (home: TestHome) => Promise<unknown>;
  command: [Command, ...string[]];
  env?: NodeJS.ProcessEnv;
  /** How the hint begins; it goes to the end of its line. */
  begins: string;
  /** What the line ends with when it is typed; 0 unless it is said. */
  ends?: number;
  holds: (home: TestHome, printed: string) => unknown;
}

const odd = ['plain', '-dash', '--help', "it's; touch pwned", 'two words', '$(touch pwned)', '報告', 'a\nb\u202e\\'];

const hold = 'owner-report-watchdog hold ';
const isHeld = async (home: TestHome) => expect(await home.names('pending')).toEqual([]);

/** A report that can never be sent, by each of the odd names in turn. */
const invalid = (name: string) => (home: TestHome) => home.write(name, 'no front matter');

const holdHints: Hint[] = odd.flatMap((name) => [
  {
    what: `a pass, of ${name}`,
    prepare: invalid(name),
    command: ['watchdog', '--send-cmd', 'true'],
    begins: hold,
    holds: isHeld,
  },
  { what: `status, of ${name}`, prepare: invalid(name), command: ['watchdog', 'status'], begins: hold, holds: isHeld },
]);

const waiting = async (home: TestHome) => {
  await home.write('r1', reportText('r1'));
  // A sender that dies leaves an outcome that nobody knows.
  expect(await home.run('watchdog', ['--send-cmd', 'kill -KILL $PPID'])).toMatchObject({ exitCode: 75 });
};
const sentTo = (path: string) => async (home: TestHome) => {
  expect(await home.names('sent')).toEqual(['r1.md']);
  expect(await stat(join(home.base, path))).toBeTruthy();
};

/** Every hint, by the command that prints it. */
export const hints: Hint[] = [
  ...holdHints,
  { what: 'doctor', prepare: invalid('-x y'), command: ['watchdog', 'doctor'], begins: hold, holds: isHeld },
  { what: 'a dry run', prepare: invalid('x y'), command: ['watchdog', '--dry-run'], begins: hold, holds: isHeld },
  {
    what: 'the driver',
    prepare: invalid('x y'),
    command: ['driver', 'x y', '--send-cmd', 'true'],
    begins: hold,
    holds: isHeld,
  },
  { what: 'the consumer', prepare: invalid('x y'), command: ['consumer', 'x y'], begins: hold, holds: isHeld },
  {
    what: 'hold without a reason',
    prepare: invalid('-x y'),
    command: ['watchdog', 'hold', '--', '-x y'],
    begins: hold,
    holds: isHeld,
  },
  {
    what: 'the driver, of a held report',
    prepare: (home) => home.write('r1', reportText('r1'), 'held'),
    command: ['driver', 'r1', '--send-cmd', 'true'],
    begins: 'owner-report-watchdog release ',
    holds: async (home) => expect(await home.names('pending')).toEqual(['r1.md']),
  },
  {
    what: 'a pass, of a rejected report',
    prepare: (home) => home.write('r1', reportText('r1')),
    command: ['watchdog', '--send-cmd', `echo '{"outcome":"rejected"}' > "$OWNER_REPORT_RESULT_FILE"`],
    begins: hold,
    holds: isHeld,
  },
  {
    what: 'a pass that waits, with its settings in the crontab',
    prepare: waiting,
    command: ['watchdog'],
    env: {
      OWNER_REPORT_SEND_CMD: 'echo "$OWNER_REPORT_TARGET" > "$HOME/arrived it\'s"',
      OWNER_REPORT_TARGET: '-100; x',
    },
    begins: 'owner-report-driver ',
    holds: sentTo("arrived it's"),
  },
  {
    what: 'a pass that waits, whose command has a secret in it: the next pass sends',
    prepare: waiting,
    command: ['watchdog'],
    env: { OWNER_REPORT_SEND_CMD: 'TOKEN=hunter2hunter2 true' },
    begins: hold,
    holds: async (home, printed) => {
      expect(printed).not.toContain('hunter2');
      expect(await home.run('watchdog', ['--send-cmd', 'touch "$HOME/arrived"'])).toMatchObject({ exitCode: 0 });
      await sentTo('arrived')(home);
    },
  },
  {
    what: 'doctor, of a failed head, with its settings in config.json',
    prepare: async (home) => {
      await home.write('r1', reportText('r1'));
      expect(await home.run('watchdog', ['--send-cmd', 'exit 1'])).toMatchObject({ exitCode: 75 });
      await writeFile(home.path('config.json'), '{"sendCommand":"touch \\"$HOME/arrived\\""}', { mode: 0o600 });
    },
    command: ['watchdog', 'doctor'],
    begins: 'owner-report-driver ',
    holds: sentTo('arrived'),
  },
  {
    what: 'a pass whose lock is a file',
    prepare: async (home) => {
      await home.write('r1', reportText('r1'));
      await writeFile(home.path('lock'), '');
    },
    command: ['watchdog', '--send-cmd', 'true'],
    begins: 'mv ',
    holds: async (home) => expect(await home.run('watchdog', ['--send-cmd', 'true'])).toMatchObject({ exitCode: 0 }),
  },
  {
    what: 'a config that everybody can write',
    prepare: async (home) => {
      await writeFile(home.path('config.json'), '{}');
      await chmod(home.path('config.json'), 0o666);
    },
    command: ['watchdog', '--dry-run'],
    begins: 'chmod ',
    holds: async (home) => expect(await home.run('watchdog', ['--dry-run'])).toMatchObject({ exitCode: 0 }),
  },
  {
    what: 'status of an old head',
    prepare: (home) => home.write('20200101T000000000Z-a', reportText('20200101T000000000Z-a')),
    command: ['watchdog', 'status', '--max-age', '1s'],
    begins: 'owner-report-watchdog doctor',
    // Nothing drains this home.
    ends: 75,
    holds: (home, printed) => expect(printed).toContain(`1 in ${home.path('pending')}`),
  },
  {
    what: 'doctor, of the send command that it was given',
    command: ['watchdog', 'doctor', '--send-cmd', 'touch "$HOME/tried it\'s"'],
    begins: 'owner-report-watchdog doctor ',
    ends: 75,
    holds: async (home) => expect(await stat(join(home.base, "tried it's"))).toBeTruthy(),
  },
  {
    what: 'doctor, after a send test that failed',
    command: [
      'watchdog',
      'doctor',
      '--send-test',
      '--send-cmd',
      'echo >> "$HOME/tried"; [ -s "$HOME/again" ] || { echo > "$HOME/again"; exit 1; }',
    ],
    begins: 'owner-report-watchdog doctor ',
    ends: 75,
    holds: (_home, printed) => expect(printed).toMatch(/^ok {4}8\./m),
  },
  {
    what: 'the producer, without a field',
    command: ['producer'],
    begins: 'owner-report-producer ',
    holds: async (home) => expect(await home.names('pending')).toHaveLength(1),
  },
  {
    what: 'the producer, with a command behind --',
    command: [
      'producer',
      '--team',
      't t',
      '--worker',
      '-w',
      '--task-id',
      'x;y',
      '--status',
      'done',
      '--',
      'echo',
      "it's",
      '-a',
    ],
    begins: 'owner-report-producer run ',
    holds: async (home, printed) => {
      expect(printed).toContain("it's -a\n");
      expect(await home.names('pending')).toHaveLength(1);
    },
  },
  {
    what: 'run, whose report has the id of another one',
    prepare: (home) => home.produce(['--report-id', 'one', '--home', home.dir]),
    command: [
      'producer',
      'run',
      '--task-id=x;y',
      '--report-id=one',
      '--field=a=1',
      "--field=b=it's",
      '--next=-n',
      '--',
      'sh',
      '-c',
      'echo x >> runs; exit 3',
    ],
    begins: 'owner-report-producer ',
    // The command is not run again, and all fields are there.
    holds: async (home, printed) => {
      expect(await readFile(join(home.base, 'runs'), 'utf8')).toBe('x\n');
      expect(await readFile(printed.trim(), 'utf8')).toMatch(
        /task_id: x;y\n(?:.*\n)*status: alert\n(?:.*\n)*a: '1'\nb: it's\n/,
      );
    },
  },
  {
    what: 'the consumer, without a report',
    prepare: (home) => home.write('r1', reportText('r1')),
    command: ['consumer'],
    begins: 'owner-report-consumer ',
    holds: (_home, printed) => expect(printed).toContain('"report_id":"r1"'),
  },
  {
    what: 'prune, without an age',
    command: ['watchdog', 'prune'],
    begins: 'owner-report-watchdog prune ',
    holds: (_home, printed) => expect(printed).toContain('deleted 0 sent reports'),
  },
];
