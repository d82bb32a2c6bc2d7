import type { Outcome } from '@owner-report/cli';
import { ConfigError, lastLine, MissingProgramError, showText } from '@owner-report/spool';

import type { Channel } from '../channel.ts';
import { splitHeadline } from '../markup/headline.ts';
import { describeProgramEnd, type ProgramRun, runProgram } from '../program/runProgram.ts';

/** What Apprise calls a status; any other is information. */
const types = new Map([
  ['done', 'success'],
  ['warn', 'warning'],
  ['action_required', 'warning'],
  ['alert', 'failure'],
  ['blocked', 'failure'],
]);

/** Any of the services that Apprise knows, by its own command. One tag, so that it is one message. */
export const apprise: Channel = {
  name: 'apprise',
  describe: 'Send by one of the services that Apprise knows',
  target: { need: 'required', help: 'the tag of that service in the configuration of Apprise' },
  needs: [
    {
      name: 'APPRISE_CONFIG',
      secret: false,
      need: 'optional',
      help: 'the configuration of Apprise; without it Apprise looks at its own places',
    },
  ],
  send: async ({ facts, target = '', settings, timeoutMs, environment }) => {
    if (!/^[\p{L}\p{N}_][\p{L}\p{N}_.-]*$/u.test(target)) {
      throw new ConfigError(`expected one tag of Apprise, got ${showText(target)}`, {
        remedy: 'Several services may fail in part, and then nobody knows: make a route for each.',
      });
    }
    const config = settings.find('APPRISE_CONFIG');
    const { headline, rest } = splitHeadline(facts.message);
    const body = rest.trim();
    const hasTitle = headline !== undefined && body !== '';
    const run = await runProgram({
      program: 'apprise',
      args: [
        ...(config === undefined ? [] : [`--config=${config}`]),
        `--tag=${target}`,
        `--notification-type=${types.get(facts.status) ?? 'info'}`,
        '--input-format=text',
        ...(hasTitle ? [`--title=${headline}`] : []),
      ],
      environment,
      input: body === '' ? (headline ?? facts.message) : body,
      timeoutMs,
    });
    return judgeRun(run, target);
  },
};

// It says so above its usage, and ends with 1 as after a failure. Nothing has been asked by then.
const noService = /must specify at least one server URL/;

function judgeRun({ ending, stdout, stderr }: ProgramRun, tag: string): Outcome {
  const words = lastLine(stderr) || lastLine(stdout);
  const tell = (what: string) => (words === '' ? what : `${what}: ${words}`);
  if (ending.kind === 'not-started') {
    throw new MissingProgramError(`expected the command apprise on PATH, found none: ${ending.reason}`, {
      remedy: 'Install it: apt install apprise, or pipx install apprise.',
    });
  }
  if (ending.kind !== 'exited') return { outcome: 'unknown', reason: tell(`apprise: ${describeProgramEnd(ending)}`) };
  if (ending.code === 1 && noService.test(`${stderr}\n${stdout}`)) {
    throw new ConfigError('expected a service in the configuration of Apprise, apprise finds none (exit 1)', {
      remedy:
        'Look whether APPRISE_CONFIG names its configuration, whether this user can read it, and what apprise -vv says of it.',
    });
  }
  switch (ending.code) {
    case 0:
      return { outcome: 'sent' };
    case 2:
      throw new ConfigError(tell('apprise refuses how it was called (exit 2)'), {
        remedy: 'Look whether APPRISE_CONFIG names its configuration, and whether it is new enough: apprise --version',
      });
    case 3:
      throw new ConfigError(tell(`expected a service with the tag ${tag}, apprise knows none (exit 3)`), {
        remedy: 'Give a service that tag in the configuration of Apprise, or name another with --to.',
      });
    default:
      // It says so when one of several services failed, or one that was asked did not answer.
      return { outcome: 'unknown', reason: tell(`apprise: exit ${ending.code}`) };
  }
}
