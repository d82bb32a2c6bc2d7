import { expectSent, makeQueue, putBack } from '../homes/queue.mjs';
import { ourCommand, runProcess } from '../measure/runProcess.mjs';

/** The side that sends `count` of the reports of this home with `true`; they are put back for the next round. */
export function ourPass(home, count, options) {
  return passAsConfigured(home, count, [...options, '--send-cmd', 'true']);
}

/** The same, where the options or `config.json` say how they are sent. */
export function passAsConfigured(home, count, options) {
  const argv = ourCommand('watchdog', ...options, '--quiet');
  return {
    node: true,
    long: count > 5,
    run: (env) => runProcess(argv, { cwd: home, env: { ...env, OWNER_REPORT_HOME: home } }),
    after: () => {
      expectSent(home, count);
      putBack(home);
    },
  };
}

/** A pass that sends the five oldest of `pending` reports. */
export function passOverQueue(home, pending) {
  return ourPass(makeQueue(home, pending), 5, ['--max-count', '5']);
}

/** A pass that sends a whole backlog, measured per report. */
export function drainBacklog(home, backlog) {
  return { ...ourPass(makeQueue(home, backlog), backlog, ['--all']), per: backlog };
}
