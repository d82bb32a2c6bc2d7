import { readFile, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';

import { describe, expect, test } from 'vitest';

import { makeHome } from '../harness.ts';
import { type Agent, eventOf, hook, listEvents, silence } from './hookEvent.ts';
import { readOnly } from './runCommand.ts';

interface News {
  status: string;
  /** The message below its headline. */
  message: string;
}

const done = (message: string): News => ({ status: 'done', message });
const waits = (message: string): News => ({
  status: 'action_required',
  message: `It waits for your answer:\n\n${message}`,
});
const publish = 'Permission to use Bash\n\n```\nnpm publish\n```\n';

/** What is made of each event; the others are no news. */
const news: Record<Agent, Record<string, News>> = {
  claude: {
    stop: done('The export runs again.\n\n- `export.sh` closes its file\n- 14 tests pass\n'),
    'stop-without-words': done('The turn has ended, without words\n'),
    'stop-of-old-version': done('The turn has ended, without words\n'),
    'stop-with-ended-tasks': done('The tests have passed.\n'),
    'stop-failure': {
      status: 'alert',
      message: 'The turn has failed: rate_limit (429 Too Many Requests)\n\nAPI Error: Rate limit reached\n',
    },
    'notification-permission': waits('Claude needs your permission to use Bash\n'),
    'notification-permission-of-old-version': waits('Claude needs your permission to use Bash\n'),
    'notification-elicitation': waits('Claude Code needs your input\n'),
    'notification-agent-needs-input': waits('shop needs your input\n'),
    'permission-request': waits(publish.replace('npm publish', 'npm publish --access public')),
    'permission-request-edit': waits('Permission to use Edit\n\n```\n/home/me/shop/export.sh\n```\n'),
    'permission-request-plan': waits('Permission to use ExitPlanMode\n\n```\n1. Add the column\n2. Fill it\n```\n'),
    'permission-request-question': waits('Which database?\n- PostgreSQL\n- SQLite\n\nShall old rows stay?\n'),
    'session-end': { status: 'normal', message: 'The session has ended: prompt_input_exit\n' },
  },
  codex: {
    notify: done('The export runs again.\n'),
    'notify-without-words': done('The turn has ended, without words\n'),
    stop: done('The export runs again.\n'),
    'stop-failure': { status: 'alert', message: 'The turn has failed: overloaded\n' },
    'permission-request': waits(publish),
  },
  gemini: {
    'after-agent': done('The export runs again.\n'),
    'notification-fetch': waits(
      'Tool Confirm Web Fetch requires information\n\n```\nRead https://example.org/a\n```\n',
    ),
    'notification-permission': waits('Tool Confirm Shell Command requires execution\n\n```\nnpm publish\n```\n'),
    'session-end': { status: 'normal', message: 'The session has ended: exit\n' },
  },
};

const agents = Object.keys(news) as Agent[];
const all = agents.flatMap((agent) => listEvents(agent).map((name) => ({ agent, name, told: news[agent][name] })));

describe('an event that is news', () => {
  test.each(all.filter(({ told }) => told !== undefined))('of $agent, $name, is reported', async (row) => {
    const { agent, name, told } = row as { agent: Agent; name: string; told: News };
    const home = await makeHome();
    const event = eventOf(agent, name);
    expect(await hook(home, agent, event)).toMatchObject(silence);
    const project = 'cwd' in event ? 'shop' : agent;
    expect(await readOnly(home)).toMatchObject({
      status: told.status,
      worker: `${agent}@${hostname()}`,
      task_id: project,
      source: `${agent}-hook`,
      message: `**[${told.status}] ${agent}@${hostname()} · ${project}**\n\n${told.message}`,
      extra: { session: event['session_id'] ?? event['thread-id'] },
    });
    expect(await home.names('')).not.toContain('hook-failures.jsonl');
  });

  test('names session, turn and directory', async () => {
    const home = await makeHome();
    const event = eventOf('claude', 'stop');
    await hook(home, 'claude', event);
    expect((await readOnly(home)).extra).toEqual({
      session: event['session_id'],
      turn: event['prompt_id'],
      cwd: '/home/me/shop',
    });
  });

  test.each(['{"team":"ops"}', '{"team":"ops","routes":[]}'])(
    'is told for the team of config.json: %s',
    async (config) => {
      const home = await makeHome();
      await home.produce();
      await home.run('watchdog', ['--send-cmd', 'true']);
      await writeFile(home.path('config.json'), config, { mode: 0o600 });
      await hook(home, 'claude', eventOf('claude', 'stop'));
      expect(await readOnly(home)).toMatchObject({ team: 'ops' });
    },
  );

  test('is told as the command line says', async () => {
    const other = await makeHome();
    await hook(other, 'claude', eventOf('claude', 'stop'), ['--team', 't', '--worker', 'w', '--task-id', 'job']);
    expect(await readOnly(other)).toMatchObject({ team: 't', worker: 'w', task_id: 'job' });
  });
});

describe('an event that is no news', () => {
  test.each(agents)('of %s makes no report', async (agent) => {
    const home = await makeHome();
    const silent = all.filter((row) => row.agent === agent && row.told === undefined);
    expect(silent.length).toBeGreaterThan(0);
    await Promise.all(
      silent.map(async ({ name }) =>
        expect(await hook(home, agent, eventOf(agent, name)), name).toMatchObject(silence),
      ),
    );
    expect(await home.names('')).toEqual([]);
    // The same hook reports in this home.
    await hook(home, 'claude', eventOf('claude', 'stop'));
    expect(await home.names('pending')).toHaveLength(1);
  });
});

describe('a subagent', () => {
  const asked = ['--subagents'];

  test.each(['claude', 'codex'] as const)('of %s is reported when that was asked for', async (agent) => {
    const home = await makeHome();
    const event = eventOf(agent, 'subagent-stop');
    expect(await hook(home, agent, event)).toMatchObject(silence);
    expect(await home.names('pending')).toEqual([]);
    expect(await hook(home, agent, event, asked)).toMatchObject(silence);
    const { status, message, extra } = await readOnly(home);
    expect(status).toBe('done');
    expect(message).toContain(`Subagent ${String(event['agent_type'])} has finished:\n\n`);
    expect(message).toContain(String(event['last_assistant_message']));
    expect(extra).toMatchObject({ subagent: event['agent_type'] });
  });

  test('is not one of those that Claude runs for itself', async () => {
    const home = await makeHome();
    expect(await hook(home, 'claude', eventOf('claude', 'subagent-stop-of-its-own'), asked)).toMatchObject(silence);
    expect(await hook(home, 'claude', eventOf('claude', 'subagent-stop'), asked)).toMatchObject(silence);
    expect(await home.names('pending')).toHaveLength(1);
  });

  test.each(['stop', 'stop-failure'])('that tells of a %s of its own is as silent', async (name) => {
    const home = await makeHome();
    const event = { ...eventOf('claude', name), agent_id: 'a1', agent_type: 'Explore' };
    await hook(home, 'claude', event);
    expect(await home.names('pending')).toEqual([]);
    await hook(home, 'claude', event, asked);
    expect(await home.names('pending')).toHaveLength(1);
  });

  test('that waits for leave keeps the session waiting, and is reported', async () => {
    const home = await makeHome();
    await hook(home, 'claude', { ...eventOf('claude', 'permission-request'), agent_id: 'a1', agent_type: 'Explore' });
    expect(await readOnly(home)).toMatchObject({ status: 'action_required' });
  });
});

describe('what an agent says', () => {
  const say = async (message: string, env: NodeJS.ProcessEnv = {}) => {
    const home = await makeHome();
    const event = { ...eventOf('claude', 'stop'), last_assistant_message: message };
    expect(await hook(home, 'claude', event, [], env)).toMatchObject(silence);
    return { home, message: (await readOnly(home)).message };
  };

  test('is kept as it was written, and defused when it is sent', async () => {
    const markup = '---\n# Title\n<b>x</b> **bold** `code` @everyone [l](http://x)\n---\nstatus: alert\n…繁體中文 👩‍👩‍👧';
    const { home, message } = await say(markup);
    expect(message).toContain(markup);
    expect(await readOnly(home)).toMatchObject({ status: 'done' });
    await home.run('watchdog', ['--send-cmd', 'cat > "$HOME/sent.txt"']);
    const sent = await readFile(`${home.base}/sent.txt`, 'utf8');
    expect(sent).toContain('**bold** `code`');
    expect(sent).not.toContain('@everyone');
  });

  test('loses its secrets, by form and by the names of variables', async () => {
    const { home, message } = await say('password=hunter2hunter2 and tango-whiskey-42', {
      MY_TOKEN: 'tango-whiskey-42',
    });
    expect(message).toContain('password=[redacted] and [redacted]');
    expect(JSON.stringify(await home.run('consumer', ['--all']))).not.toContain('hunter2');
  });

  test('loses what a terminal would act on', async () => {
    const { message } = await say('a\u001B[31mb\u0000c\u202Ed\r\ne');
    expect(message).toContain('a[31mbcd\ne\n');
  });

  test('keeps its beginning and its end when it is long, and says what is missing', async () => {
    const lines = Array.from({ length: 20_000 }, (_, index) => `line ${index} of many\n`);
    const { message } = await say(lines.join(''));
    expect(message).toContain('line 0 of many\n');
    expect(message).toContain('line 19999 of many\n');
    expect(message).toMatch(/\[… \d+ of \d+ bytes are left out here/);
    expect(Buffer.byteLength(message)).toBeLessThan(40_000);
  });
});
