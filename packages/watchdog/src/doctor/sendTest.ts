import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir, hostname } from 'node:os';
import { join } from 'node:path';

import { deliverReport, openPass } from '@owner-report/driver';
import { enqueue, generateReportId, messageOf, resolveHome, type Settings } from '@owner-report/spool';

import { fail, ok, warn, type Finding } from './check.ts';

/** Point 8: does the send command work? Only a real message tells, so it is sent only when asked for. */
export async function checkSend(settings: Settings | Error, asked: boolean, now: Date): Promise<Finding> {
  if (!asked) return warn('not tried', 'Send a real test message with: owner-report-watchdog doctor --send-test');
  if (settings instanceof Error || settings.sendCommand === undefined)
    return fail('there is no send command to try', 'See point 3.');
  // A home of its own: the queue and its order are not touched.
  const dir = await mkdtemp(join(tmpdir(), 'owner-report-send-test-'));
  try {
    const home = resolveHome(dir);
    const id = generateReportId('doctor', 'send-test', now);
    const facts = {
      report_id: id,
      created_at: now.toISOString(),
      team: 'owner-report',
      worker: hostname(),
      task_id: 'send-test',
    };
    const text = `owner-report test message from ${hostname()}. If you can read this, the send command works.\n`;
    await enqueue(home, {
      ...facts,
      progress: '',
      status: 'normal',
      source: 'doctor',
      done: 'test message',
      next: '',
      extra: {},
      body: text,
    });
    const pass = await openPass(home, settings, 0, () => {});
    try {
      const delivery = await deliverReport(pass, id, { ignoreBackoff: true });
      if (delivery.outcome === 'sent') return ok('the send command succeeded; look whether the message has arrived');
      const reason = 'reason' in delivery ? delivery.reason : delivery.outcome;
      const output = 'output' in delivery && delivery.output !== '' ? `: ${delivery.output.slice(-400)}` : '';
      return fail(
        `${reason}${output}`,
        'Run the send command by hand with the environment that "owner-report-driver --dry-run" shows.',
      );
    } finally {
      await pass.lock.release();
    }
  } catch (error) {
    return fail(messageOf(error), 'Mend the cause, then try again.');
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}
