import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

import { execa } from 'execa';
import { beforeAll, describe, expect, test } from 'vitest';

import { loadParts } from '../../packages/spool/src/part.ts';
import { parseDocument } from '../../packages/spool/src/report/frontMatter.ts';
import { commandPath, makeHome, root } from '../harness.ts';
import { type Agent, eventOf, failuresOf, listEvents, silence } from '../producer/hookEvent.ts';

beforeAll(loadParts);

const page = readFileSync(join(root, 'docs/agents.md'), 'utf8');
const blocksOf = (language: string) =>
  [...page.matchAll(new RegExp(`^\`\`\`${language}\n([^]*?)^\`\`\`$`, 'gm'))].map(([, block = '']) => block);

interface Settings {
  hooks: Record<string, { hooks: { type: string; command: string; timeout: number }[] }[]>;
}

const settings = blocksOf('json').map((block) => JSON.parse(block) as Settings);

describe('the settings of docs/agents.md', () => {
  test('have a block for each agent', () => {
    const commands = settings.map(({ hooks }) => Object.values(hooks)[0]?.[0]?.hooks[0]?.command);
    expect(commands).toEqual(['claude', 'codex', 'gemini'].map((agent) => `owner-report-producer hook ${agent}`));
  });

  test.each(settings.flatMap(({ hooks }) => Object.entries(hooks).map(([event, groups]) => ({ event, groups }))))(
    'have a command that takes $event, and reports it',
    async ({ event, groups }) => {
      const home = await makeHome();
      for (const { command, timeout } of groups.flatMap((group) => group.hooks)) {
        const agent = command.split(' ').at(-1) as Agent;
        // Seconds, but milliseconds for Gemini.
        expect(timeout).toBe(agent === 'gemini' ? 5000 : 5);
        const names = listEvents(agent).filter((name) => eventOf(agent, name)['hook_event_name'] === event);
        expect(names).not.toEqual([]);
        for (const name of names) {
          const file = join(root, 'test/fixtures/hooks', agent, `${name}.json`);
          const env = { ...home.environment(), PATH: `${dirname(commandPath('producer'))}:${process.env['PATH']}` };
          const script = `exec < "$0"; ${command}`;
          const result = await execa('sh', ['-c', script, file], {
            reject: false,
            extendEnv: false,
            env,
            cwd: home.base,
          });
          expect(result, name).toMatchObject(silence);
        }
      }
      expect((await home.names('pending')).length).toBeGreaterThan(0);
      expect(await failuresOf(home)).toEqual([]);
    },
  );

  test('have a notify line for Codex, whose last argument is the event', async () => {
    const home = await makeHome();
    const [line = ''] = blocksOf('toml');
    const [program, ...words] = JSON.parse(line.replace('notify = ', '')) as string[];
    expect(program).toBe('owner-report-producer');
    expect(await home.run('producer', [...words, JSON.stringify(eventOf('codex', 'notify'))])).toMatchObject(silence);
    expect(await home.names('pending')).toHaveLength(1);
  });
});

test('the skill is one that OpenClaw and Claude Code take', () => {
  const text = readFileSync(join(root, 'skills/owner-report/SKILL.md'), 'utf8');
  const { data } = parseDocument(text);
  expect(data).toMatchObject({
    name: 'owner-report',
    metadata: { openclaw: { requires: { bins: ['owner-report-producer'] } } },
  });
  expect(JSON.stringify(data['description']).length).toBeLessThan(1024);
  // OpenClaw reads front matter line by line.
  expect(text).toContain('\nmetadata: {"openclaw":');
});
