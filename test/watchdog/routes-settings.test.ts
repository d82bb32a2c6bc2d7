import { describe, expect, test } from 'vitest';

import { makeHome } from '../harness.ts';
import { threeLanes, way, waysOf, writeAt, writeConfig } from './routes.ts';

describe('a flag or variable for', () => {
  test.each([
    ['--target', ['--target', 'x'], {}, 'rest'],
    ['--channel', [], { OWNER_REPORT_CHANNEL: 'slack' }, 'rest'],
    ['--send-cmd', ['--send-cmd', 'FLAG'], {}, 'flag'],
  ])('%s counts for every report, and routes do not, which one line says', async (flag, args, env, expected) => {
    const home = await makeHome();
    await writeConfig(home, threeLanes(home));
    await writeAt(home, 1);
    const urgent = await writeAt(home, 2, { status: 'alert' });
    const given = args.map((word) => (word === 'FLAG' ? way(home, 'flag') : word));
    const line = `${flag} is given, by flag or variable, and counts for every report: the routes of config.json do not\n`;
    expect(await home.run('driver', [urgent, '--dry-run', ...given], { env })).toMatchObject({ stderr: line });
    expect(await home.run('watchdog', ['--all', ...given], { env })).toMatchObject({ exitCode: 0, stderr: line });
    expect(await waysOf(home)).toEqual([`${expected} 01`, `${expected} 02`]);
    expect((await home.deliveries())[0]).not.toHaveProperty('route');
    expect(await home.run('watchdog', ['--all', ...given], { env })).toMatchObject({ exitCode: 0, stderr: '' });
  });

  test('anything else counts in each lane, and leaves the routes in force', async () => {
    const home = await makeHome();
    const [urgent] = threeLanes(home, { urgent: 'exit 1' }).routes;
    await writeConfig(home, { sendCommand: way(home, 'rest'), routes: [{ ...urgent, holdAfter: 5 }] });
    const id = await writeAt(home, 1, { status: 'alert' });
    const result = await home.run('watchdog', ['--hold-after', '1']);
    expect(result).toMatchObject({
      exitCode: 75,
      stderr: '',
      stdout: expect.stringContaining(`held ${id} (route urgent)`),
    });
  });
});

describe('routes that cannot be used', () => {
  test('are 78, and all that is wrong is named at once with its place', async () => {
    const home = await makeHome();
    await writeAt(home, 1);
    const route = { name: 'a', match: {}, sendCommand: 'true' };
    await writeConfig(home, {
      maxCount: 0,
      routes: [
        route,
        { ...route, via: 'mail', timeoutSeconds: -1, target: 5 },
        { name: 'default', match: { status: [], colour: 'red', team: 5 } },
        { name: 'b c', fallback: { after: 0, target: 'x' } },
        { name: 'd', match: {}, quietHours: { start: '23:00', end: '8:00' }, maxCount: 3 },
        {
          name: 'e',
          match: {},
          fallback: { after: 1, via: 'mail', sendCommand: 'true' },
          quietHours: { start: '23:00' },
        },
        'text',
      ],
    });
    const result = await home.run('watchdog', ['--send-cmd', 'true']);
    expect(result).toMatchObject({ exitCode: 78, stdout: '' });
    for (const problem of [
      'maxCount: expected at least 1',
      'routes[1].name: expected a name that no other route has, got "a"',
      'routes[1].via: expected "via" or "sendCommand", found both',
      'routes[1].timeoutSeconds: expected more than 0 seconds, got -1',
      'routes[1].target: expected text, got 5',
      'routes[2].name: expected another name than that of the default way, got "default"',
      'routes[2].match.status: expected a pattern, or a list of patterns, got []',
      'routes[2].match.team: expected a pattern, or a list of patterns, got 5',
      'routes[2].match: expected known keys only, got "colour"',
      'routes[3].name: expected a name of at most 32 letters, digits, "-" and "_", got "b c"',
      'routes[3].match: expected an object such as {"status": ["alert", "blocked"]}, or {} for all reports, got nothing',
      'routes[3].fallback.after: expected at least 1, got 0',
      'routes[3].fallback: expected "via" or "sendCommand" in it',
      'routes[4].quietHours.end: expected a time of day such as "23:00", got "8:00"',
      'routes[4]: expected known keys only, got "maxCount"',
      'routes[5].fallback.via: expected "via" or "sendCommand", found both',
      'routes[5].quietHours.end: expected a time of day such as "23:00", got nothing',
      'routes[6]: expected an object, got "text"',
    ])
      expect(result.stderr).toContain(problem);
    expect(result.stderr).toContain('Known keys in routes[2].match: team, worker, ');
    expect(result.stderr).toMatch(/Known keys in routes\[4\]: name, match, .*quietHours, fallback\./);
    expect(result.stderr).not.toContain('Known keys:');
    expect(await home.names('pending')).toHaveLength(1);
  });

  test.each([[{}], ['all'], [5]])('as %j are 78', async (routes) => {
    const home = await makeHome();
    await writeConfig(home, { sendCommand: 'true', routes });
    await writeAt(home, 1);
    expect(await home.run('watchdog', [])).toMatchObject({
      exitCode: 78,
      stderr: expect.stringContaining(`routes: expected a list of routes, got ${JSON.stringify(routes)}`),
    });
  });

  test('name the keys at the top level where one of those is not known', async () => {
    const home = await makeHome();
    await writeAt(home, 1);
    await writeConfig(home, { sendCommand: 'true', colour: 'red', routes: [] });
    const result = await home.run('watchdog', []);
    expect(result.stderr).toMatch(
      /expected known keys only, got "colour"\n {2}Known keys: \$schema, sendCommand, .*, routes\.\n/,
    );
  });

  test('for want of a send command name the route and its keys', async () => {
    const home = await makeHome();
    await writeConfig(home, { routes: [{ name: 'urgent', match: { status: 'alert' } }] });
    const urgent = await writeAt(home, 1, { status: 'alert' });
    const rest = await writeAt(home, 2);
    const missing = (place: string) =>
      `no send command: expected "via" or "sendCommand" ${place} of config.json, found none`;
    const ofRoute = missing('in the route "urgent" or at the top level');
    const ofRest = missing('at the top level');
    const pass = await home.run('watchdog', ['--all']);
    expect(pass).toMatchObject({ exitCode: 78, stderr: expect.stringContaining(`route urgent: ${ofRoute}`) });
    expect(pass.stderr).toContain(`route default: ${ofRest}`);
    expect(pass.stderr).not.toContain('OWNER_REPORT_SEND_CMD');
    expect(await home.run('driver', [urgent])).toMatchObject({
      exitCode: 78,
      stderr: expect.stringContaining(ofRoute),
    });
    expect(await home.run('driver', [rest])).toMatchObject({ exitCode: 78, stderr: expect.stringContaining(ofRest) });
  });

  test('for want of a send command stop their lane with 78, and no other', async () => {
    const home = await makeHome();
    const [urgent] = threeLanes(home).routes;
    await writeConfig(home, { routes: [urgent] });
    const rest = await writeAt(home, 1);
    await writeAt(home, 2, { status: 'alert' });
    const result = await home.run('watchdog', ['--all']);
    expect(result).toMatchObject({ exitCode: 78, stderr: expect.stringContaining('route default: no send command') });
    expect(await waysOf(home)).toEqual(['urgent 02']);
    expect(await home.names('pending')).toEqual([`${rest}.md`]);
  });
});
