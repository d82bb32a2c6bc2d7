import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { readConfig } from '@owner-report/cli';
import { ConfigError, InvalidReportError, loadParts, parseReport, resolveHome } from '@owner-report/spool';
import fc from 'fast-check';
import { beforeAll, test } from 'vitest';

import { makeBench, running, sectionOf } from '../fixtures/monitor/bench.ts';
import { faulty, wellFormed } from '../fixtures/monitor/configs.ts';
import { text } from '../fixtures/reports.ts';
import { countingSend, sendsOf } from '../fixtures/send/gate.ts';
import { makeHome, reportText } from '../harness.ts';
import { runs, mutated, json } from './arbitrary.ts';
import { expectRow, isFull } from './campaign.ts';
import { judgeEnd } from './judge.ts';

beforeAll(loadParts);

test('a report of any text is read or refused as invalid', () =>
  expectRow('fuzz-reports', async (row) => {
    const original = reportText(
      'r1',
      { progress: '80%', done: 'export complete', extra: '[a, b]' },
      '**bold**\n\ntext\n',
    );
    fc.assert(
      fc.property(fc.oneof(mutated(original), text), (content) => {
        row.add('rounds');
        try {
          parseReport(content, 'r1', 'there');
        } catch (error) {
          if (!(error instanceof InvalidReportError)) throw error;
        }
      }),
      runs(20_000, 1000),
    );
    const home = await makeHome();
    await fc.assert(
      fc.asyncProperty(fc.oneof(mutated(original), fc.uint8Array({ maxLength: 200 })), async (content) => {
        row.add('rounds');
        await home.write('r1', content);
        judgeEnd(row, await home.run('consumer', ['r1']), JSON.stringify(content), [0, 65]);
      }),
      runs(200, 4),
    );
  }));

test('a config.json of any text is taken or refused with 78', () =>
  expectRow('fuzz-settings', async (row) => {
    const home = await makeHome();
    await home.write('r1', reportText('r1'));
    const known = [
      'sendCommand',
      'maxCount',
      'timeoutSeconds',
      'channel',
      'target',
      'onInvalid',
      'maxChars',
      'holdAfter',
      '__proto__',
    ];
    const objects = fc
      .dictionary(fc.constantFrom(...known), fc.jsonValue({ maxDepth: 1 }))
      .map((value) => JSON.stringify(value));
    const config = fc.oneof(json, objects, mutated('{"sendCommand":"true","maxCount":5,"timeoutSeconds":1.5}'));
    await fc.assert(
      fc.asyncProperty(config, async (content) => {
        row.add('rounds');
        await writeFile(home.path('config.json'), content);
        try {
          readConfig(resolveHome(home.dir));
        } catch (error) {
          if (!(error instanceof ConfigError)) throw error;
        }
      }),
      runs(5000, 300),
    );
    await fc.assert(
      fc.asyncProperty(config, async (content) => {
        row.add('rounds');
        await writeFile(home.path('config.json'), content);
        judgeEnd(row, await home.run('watchdog', ['--dry-run']), content, [0, 78]);
      }),
      runs(150, 3),
    );
    await writeFile(home.path('config.json'), '{"sendCommand":"true"}');
    const names = [
      'MAX_COUNT',
      'TIMEOUT',
      'CHANNEL',
      'TARGET',
      'ON_INVALID',
      'MAX_CHARS',
      'HOLD_AFTER',
      'ALL',
      'JSON',
      'QUIET',
      'SEND_CMD',
    ];
    const noNul = text.map((sample) => sample.replaceAll('\0', ''));
    await fc.assert(
      fc.asyncProperty(fc.dictionary(fc.constantFrom(...names), noNul, { maxKeys: 4 }), async (settings) => {
        row.add('rounds');
        const env = Object.fromEntries(
          Object.entries(settings).map(([name, value]) => [`OWNER_REPORT_${name}`, value]),
        );
        judgeEnd(row, await home.run('watchdog', ['--dry-run'], { env }), JSON.stringify(env), [0, 64, 78]);
        const flags = Object.entries(settings).map(
          ([name, value]) => `--${name.toLowerCase().replaceAll('_', '-')}=${value}`,
        );
        judgeEnd(row, await home.run('watchdog', ['--dry-run', ...flags]), JSON.stringify(flags), [0, 64, 78]);
      }),
      runs(100, 2),
    );
  }));

test('an ops-jobs.json of any text is taken or refused with 78, and crashes no tick', () =>
  expectRow('fuzz-jobs', async (row) => {
    const bench = await makeBench();
    const canary = join(bench.base, 'canary');
    // No program of these may run: validate-config runs nothing.
    const whole = JSON.stringify({
      ...wellFormed,
      jobs: [...wellFormed.jobs, ...faulty.map(([job]) => job)],
    }).replaceAll('"x"', `"touch ${canary}"`);
    const config = fc.oneof(json, mutated(JSON.stringify(wellFormed)), mutated(whole));
    await fc.assert(
      fc.asyncProperty(config, async (content) => {
        row.add('rounds');
        await bench.writeConfig(content);
        for (const command of ['validate-config', 'status'])
          judgeEnd(row, await bench.run('12:00', [command]), `${command}: ${content}`, [0, 78]);
        judgeEnd(row, await bench.run('12:00', ['tick', '--print-only']), `tick: ${content}`, [0, 78]);
      }),
      runs(150, 3),
    );
    row.demand(!(await readdir(bench.base)).includes('canary'), 'other', () => 'something was executed');
  }));

test('a status of any text is an observation or an alert of its own job', () =>
  expectRow('fuzz-statuses', async (row) => {
    const fields = {
      running: fc.oneof(fc.boolean(), fc.jsonValue({ maxDepth: 1 })),
      completed: fc.oneof(fc.boolean(), fc.jsonValue({ maxDepth: 1 })),
      pid: fc.jsonValue({ maxDepth: 0 }),
      stopReason: fc.oneof(text, fc.jsonValue({ maxDepth: 1 })),
      progress: fc.oneof(fc.dictionary(text, fc.jsonValue({ maxDepth: 2 })), fc.jsonValue({ maxDepth: 1 })),
      progressKey: text,
      level: fc.constantFrom('ok', 'warn', 'alert', 'ALERT', ''),
      message: text,
    };
    const status = fc.record(fields, { requiredKeys: ['running', 'completed'] }).map((value) => JSON.stringify(value));
    const any = fc.oneof(
      { weight: 3, arbitrary: status },
      json,
      mutated('{"running":true,"completed":false,"progress":{"a":1}}'),
    );
    for (let round = 0; round < (isFull ? 25 : 1); round += 1) {
      const outputs = fc.sample(any, runs(60, 20));
      const bench = await makeBench();
      await bench.configure([...outputs.map((_output, n) => ({ id: `job-${n}` })), { id: 'sound' }]);
      for (const [n, output] of outputs.entries()) await bench.setStatus(`job-${n}`, output);
      await bench.setStatus('sound', running(1));
      for (const time of ['12:00', '12:01'])
        judgeEnd(row, await bench.run(time, ['tick']), `round ${round}: ${JSON.stringify(outputs)}`, [0]);
      const body = (await bench.pending()).map((report) => report.body).join('\n\n');
      row.demand(sectionOf(body, 'sound').includes('status: running'), 'lost', () => `round ${round}: the sound job`);
      for (const { id } of await bench.pending())
        judgeEnd(row, await bench.home.run('consumer', [id]), `round ${round}`, [0]);
      row.add('rounds', outputs.length);
    }
  }));

test('a state, an attempt record, a claim, a fence or a lock of any text stops neither tick nor pass with a crash', () =>
  expectRow('fuzz-records', async (row) => {
    const record = { version: 1, report_id: 'r1', attempts: 1, failures: 1, unknowns: 1, maybeDuplicate: false };
    const current = { attempt: 1, token: 't', digest: 'd', startedAt: 's', deadline: 'd', bootId: 'b' };
    const valid: Record<string, string> = {
      'attempts/r1.json': JSON.stringify({ ...record, current }),
      'attempts/r1.1.run': 'claim token=t attempt=1 deadline=x boot=y pid=1\nexit 0\n',
      'attempts/r1.1.t.run': 'claim token=t attempt=1 deadline=x boot=y pid=1\nexit 0\n',
      'attempts/owner': 'token\n',
      'lock/holder.json': JSON.stringify({ pid: 1, startTime: '1', bootId: 'b', host: 'h', since: 's' }),
      'deliveries.jsonl': '{"schemaVersion":1,"event":"sent"}\n',
    };
    for (const [file, original] of Object.entries(valid)) {
      await fc.assert(
        fc.asyncProperty(fc.oneof(mutated(original), json), async (content) => {
          row.add('rounds');
          const home = await makeHome();
          await home.write('r1', reportText('r1'));
          for (const dir of ['attempts', 'lock']) if (file.startsWith(dir)) await mkdir(home.path(dir));
          if (file.endsWith('.run')) await writeFile(home.path('attempts/r1.json'), valid['attempts/r1.json'] ?? '');
          await writeFile(home.path(file), content);
          const where = `${file}: ${JSON.stringify(content)}`;
          judgeEnd(row, await home.run('watchdog', ['--send-cmd', countingSend(home)]), where, [0, 65, 74, 75]);
          judgeEnd(row, await home.run('watchdog', ['status', '--json']), where, [0, 75]);
          row.demand((await sendsOf(home)).length <= 1, 'duplicates', () => where);
        }),
        runs(40, 2),
      );
    }
    const bench = await makeBench();
    await bench.configure([{ id: 'a' }]);
    await bench.setStatus('a', running(1));
    await bench.tick('12:00');
    const state = JSON.stringify(await bench.state());
    await fc.assert(
      fc.asyncProperty(fc.oneof(mutated(state), json), async (content) => {
        row.add('rounds');
        await bench.writeState(content);
        judgeEnd(row, await bench.run('12:01', ['tick']), content, [0]);
      }),
      runs(100, 3),
    );
  }));
