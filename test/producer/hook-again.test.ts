import { describe, expect, test } from 'vitest';

import { makeHome, type TestHome } from '../harness.ts';
import { type Agent, type Event, eventOf, hook, silence } from './hookEvent.ts';
import { readOnly } from './runCommand.ts';

async function expectSilence(home: TestHome, agent: Agent, event: Event): Promise<void> {
  expect(await hook(home, agent, event)).toMatchObject(silence);
}

describe('the same event again', () => {
  test.each([
    ['claude', 'stop'],
    ['claude', 'stop-failure'],
    ['claude', 'notification-permission'],
    ['claude', 'session-end'],
    ['codex', 'notify'],
    ['gemini', 'after-agent'],
  ] as [Agent, string][])('of %s, %s, is the same report, at once and after it was sent', async (agent, name) => {
    const home = await makeHome();
    const event = eventOf(agent, name);
    await Promise.all([expectSilence(home, agent, event), expectSilence(home, agent, event)]);
    const names = await home.names('pending');
    expect(names).toHaveLength(1);
    expect(await home.run('watchdog', ['--send-cmd', 'cat'])).toMatchObject({ exitCode: 0 });
    await expectSilence(home, agent, event);
    expect(await home.names('pending')).toEqual([]);
    expect(await home.names('sent')).toEqual(names);
    expect(await home.names('')).not.toContain('hook-failures.jsonl');
  });

  test('is that also when the settings have changed meanwhile', async () => {
    const home = await makeHome();
    const event = eventOf('claude', 'stop');
    expect(await hook(home, 'claude', event, ['--team', 'one'])).toMatchObject(silence);
    expect(await hook(home, 'claude', event, ['--team', 'two'])).toMatchObject(silence);
    expect(await readOnly(home)).toMatchObject({ team: 'one' });
    expect(await home.names('')).not.toContain('hook-failures.jsonl');
  });

  test('is that also by notify and by a hook of Codex', async () => {
    const home = await makeHome();
    await expectSilence(home, 'codex', eventOf('codex', 'notify'));
    await expectSilence(home, 'codex', eventOf('codex', 'stop'));
    expect(await home.names('pending')).toHaveLength(1);
  });
});

describe('another event', () => {
  const of = (name: string, changes: Event) => ({ ...eventOf('claude', name), ...changes });

  test.each([
    ['another session', of('stop', { session_id: 's2' })],
    ['another turn', of('stop', { prompt_id: 'p2' })],
    ['other words', of('stop', { last_assistant_message: 'Mended.' })],
    ['another agent', eventOf('gemini', 'after-agent')],
    ['another kind', eventOf('claude', 'stop-failure')],
  ] as [string, Event][])('by %s is another report', async (_what, event) => {
    const home = await makeHome();
    await hook(home, 'claude', eventOf('claude', 'stop'));
    await hook(home, event['timestamp'] === undefined ? 'claude' : 'gemini', event);
    expect(await home.names('pending')).toHaveLength(2);
  });

  test('that asks leave for another change of the same file is another report', async () => {
    const home = await makeHome();
    const event = eventOf('claude', 'permission-request-edit');
    await hook(home, 'claude', event);
    await hook(home, 'claude', event);
    expect(await home.names('pending')).toHaveLength(1);
    await hook(home, 'claude', { ...event, tool_input: { ...(event['tool_input'] as Event), new_string: 'c' } });
    expect(await home.names('pending')).toHaveLength(2);
  });

  test('of Gemini with the same words, later, is another report', async () => {
    const home = await makeHome();
    const event = eventOf('gemini', 'after-agent');
    await hook(home, 'gemini', event);
    await hook(home, 'gemini', { ...event, timestamp: '2026-11-20T11:00:00.000Z' });
    expect(await home.names('pending')).toHaveLength(2);
  });
});
