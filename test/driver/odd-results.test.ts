import { describe, expect, test } from 'vitest';

import { killDuringSend, makeGate, receipt, saying, sendsOf } from '../fixtures/send/gate.ts';
import { makeR1, sendR1 as send } from './r1.ts';

describe('a result that cannot be used', () => {
  const file = '"$OWNER_REPORT_RESULT_FILE"';
  const odd: [string, string, string][] = [
    ['no JSON', saying('sent'), 'expected one JSON object, found sent'],
    ['JSON that is no object', saying('["rejected"]'), 'expected one JSON object'],
    ['two objects', saying('{"outcome":"failed"}{"outcome":"failed"}'), 'expected one JSON object'],
    ['half an object', saying('{"outcome":"rejected"'), 'expected one JSON object'],
    ['a word that is none', saying({ outcome: 'perhaps' }), 'outcome: expected one of sent, failed, rejected, unknown'],
    ['an outcome of another type', saying({ outcome: ['rejected'] }), 'outcome: expected'],
    ['more than 8 KiB', `printf '{"outcome":"rejected"}%8192s' '' > ${file}`, 'expected at most 8192 bytes'],
    [
      'a gigabyte of nothing',
      `printf '{"outcome":"rejected"}' > ${file}; truncate -s 1G ${file}`,
      'at most 8192 bytes',
    ],
    ['no UTF-8', `printf '{"outcome":"rejected","reason":"\\377"}' > ${file}`, 'expected UTF-8'],
    [
      'a link',
      `echo '{"outcome":"rejected"}' > other; rm ${file}; ln -s "$PWD/other" ${file}`,
      'expected a regular file',
    ],
    ['a directory', `rm ${file}; mkdir ${file}`, 'expected a regular file'],
    ['a directory with more in it', `rm ${file}; mkdir -p ${file}/a; : > ${file}/a/b`, 'expected a regular file'],
    ['a link to a device', `rm ${file}; ln -s /dev/zero ${file}`, 'expected a regular file'],
  ];

  test.each(odd)('(%s) is a warning, and the exit code counts alone', async (_what, command, warning) => {
    for (const [code, place] of [
      [0, 'sent'],
      [1, 'pending'],
    ] as const) {
      const home = await makeR1();
      const ended = await send(home, `${command}; exit ${code}`);
      expect(ended).toMatchObject({ exitCode: code === 0 ? 0 : 75, stderr: expect.stringContaining(warning) });
      expect(ended.stderr).toContain('r1: what the send command wrote into OWNER_REPORT_RESULT_FILE is not used');
      expect(ended.stderr).not.toContain('    at ');
      expect(await home.names(place)).toEqual(['r1.md']);
      expect(await sendsOf(home)).toEqual(['r1 1 0']);
      // It goes with its attempt.
      expect(await home.names('attempts')).toEqual(code === 0 ? ['owner'] : ['owner', 'r1.json']);
    }
  });

  test('(a directory) of an attempt whose driver was killed goes with it, too', async () => {
    const home = await makeR1();
    const gate = await makeGate(home, `rm ${file}; mkdir -p ${file}/a`);
    await killDuringSend(home, gate, 'driver', ['r1']);
    await gate.open();
    await receipt(home, '0 result');
    expect(await home.run('watchdog', ['--send-cmd', 'false'])).toMatchObject({
      exitCode: 0,
      stderr: expect.stringContaining('expected a regular file'),
    });
    expect(await home.names('sent')).toEqual(['r1.md']);
    expect(await home.names('attempts')).toEqual(['owner']);
  });

  test('(a FIFO) is waited for by nobody', async () => {
    const home = await makeR1();
    const ended = await send(home, `rm ${file}; mkfifo ${file}`);
    expect(ended).toMatchObject({ exitCode: 0, stderr: expect.stringContaining('expected a regular file') });
  });

  test.each([
    ['removed', `rm ${file}`],
    ['emptied', `echo '{"outcome":"rejected"}' > ${file}; : > ${file}`],
  ])('(%s before the end) says nothing', async (_what, command) => {
    const home = await makeR1();
    expect(await send(home, command)).toMatchObject({ exitCode: 0, stderr: '' });
  });

  test('counts for all else that it says', async () => {
    const home = await makeR1();
    const said = saying({ outcome: 'failed', retry_after_seconds: 'soon', message_id: 'm', unknown_key: {} });
    const ended = await send(home, said);
    expect(ended).toMatchObject({
      exitCode: 75,
      stderr: expect.stringContaining('retry_after_seconds: expected 0 … 86400, found "soon"'),
    });
    expect(await home.deliveries()).toMatchObject([{ event: 'failed', reason: 'send command said "failed"' }]);
  });

  test('puts no secret into log, stdout or stderr', async () => {
    const home = await makeR1();
    const secret = 'value-of-a-variable';
    const env = { MY_API_TOKEN: secret };
    for (const result of [
      { outcome: 'failed', reason: `bad ${secret}` },
      { outcome: secret, message_id: secret },
    ]) {
      const command = `${saying(result)}; exit 1`;
      const { stdout, stderr } = await home.run('driver', ['r1', '--json', '--send-cmd', command], { env });
      expect(`${String(stdout)}${String(stderr)}`).toContain('redacted');
      expect(`${String(stdout)}${String(stderr)}${JSON.stringify(await home.deliveries())}`).not.toContain(secret);
    }
  });
});
