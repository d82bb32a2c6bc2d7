import { type Bench, expectSays, expectSilent } from './bench.ts';

/** One promise of the monitor, and the proof of it. */
export interface Rule {
  name: string;
  prove: (bench: Bench) => Promise<void>;
}

const running = (done: number) => ({ running: true, progress: { done } });

/** When a job speaks, and when it is silent. */
export const reportingRules: Rule[] = [
  {
    name: 'a running job is reported at first sight, then every reportEverySeconds',
    async prove(bench) {
      await bench.setJobs([{ id: 'a' }]);
      await bench.setStatus('a', running(1));
      expectSays(await bench.tick(), 'status: running', 'first sight');
      await bench.setStatus('a', running(2));
      bench.passMinutes(29);
      expectSilent(await bench.tick(), 'after 29 minutes');
      bench.passMinutes(1);
      expectSays(await bench.tick(), 'progress: done=2', 'after 30 minutes');
    },
  },
  {
    name: 'with onlyOnChange a running job is reported only if its progress changed',
    async prove(bench) {
      await bench.setJobs([{ id: 'a', policy: { onlyOnChange: true, stallSeconds: 0 } }]);
      await bench.setStatus('a', running(1));
      await bench.tick();
      bench.passMinutes(30);
      expectSilent(await bench.tick(), 'unchanged');
      await bench.setStatus('a', running(2));
      bench.passMinutes(1);
      expectSays(await bench.tick(), 'done=2', 'changed');
    },
  },
  {
    name: 'completion is reported once',
    async prove(bench) {
      await bench.setJobs([{ id: 'a' }]);
      await bench.setStatus('a', { completed: true });
      expectSays(await bench.tick(), 'status: completed', 'completed');
      bench.passMinutes(600);
      expectSilent(await bench.tick(), 'later');
    },
  },
  {
    name: 'a running job without progress for stallSeconds is an anomaly, repeated seldom, and its end is told once',
    async prove(bench) {
      await bench.setJobs([{ id: 'a' }]);
      await bench.setStatus('a', running(1));
      await bench.tick();
      bench.passMinutes(60);
      expectSays(await bench.tick(), 'ACTION REQUIRED: stalled', 'after an hour');
      bench.passMinutes(29);
      expectSilent(await bench.tick(), 'within the repeat interval');
      bench.passMinutes(1);
      expectSays(await bench.tick(), 'ACTION REQUIRED: stalled', 'after the repeat interval');
      await bench.setStatus('a', running(2));
      bench.passMinutes(1);
      expectSays(await bench.tick(), 'recovered, was stalled', 'progress again');
      bench.passMinutes(1);
      expectSilent(await bench.tick(), 'after the recovery');
    },
  },
  {
    name: 'an enabled job that stands still is an anomaly, also when it changes its reason',
    async prove(bench) {
      await bench.setJobs([{ id: 'a' }]);
      await bench.setStatus('a', { stopReason: 'disk full' });
      expectSays(await bench.tick(), 'ACTION REQUIRED: paused', 'paused');
      await bench.setStatus('a', { stopReason: 'disk full', message: 'other words' });
      bench.passMinutes(1);
      expectSilent(await bench.tick(), 'the same in other words');
      await bench.setStatus('a', { stopReason: 'killed' });
      expectSays(await bench.tick(), 'stopReason=killed', 'another reason');
    },
  },
  {
    name: 'level alert is an anomaly, level warn is reported on change',
    async prove(bench) {
      await bench.setJobs([{ id: 'a' }]);
      await bench.setStatus('a', running(1));
      await bench.tick();
      await bench.setStatus('a', { ...running(1), level: 'warn' });
      expectSays(await bench.tick(), 'level warn', 'warn');
      expectSilent(await bench.tick(), 'still warn');
      await bench.setStatus('a', { ...running(1), level: 'alert' });
      expectSays(await bench.tick(), 'ACTION REQUIRED: the job raises an alert', 'alert');
    },
  },
  {
    name: 'a job that cannot be observed is an alert of its own and touches no other',
    async prove(bench) {
      await bench.setJobs([
        { id: 'a' },
        { id: 'b' },
        { id: 'c', cwd: '/no/such/directory' },
        { id: 'd', kind: 'nonsense' },
      ]);
      await bench.setStatus('a', 'no JSON');
      await bench.setStatus('b', running(1));
      const report = await bench.tick();
      expectSays(report, 'printed no JSON', 'a');
      expectSays(report, '• b (b, long_running_read)\n- status: running', 'b');
      expectSays(report, 'no such directory', 'c');
      expectSays(report, 'jobs[3].kind', 'd');
    },
  },
  {
    name: 'quiet hours hold back progress and completion until they end, across midnight, and never an anomaly',
    async prove(bench) {
      await bench.setJobs([{ id: 'a' }, { id: 'b' }]);
      await bench.setStatus('a', running(1));
      await bench.setStatus('b', running(1));
      bench.setTime(22, 59);
      await bench.tick();
      bench.setTime(23, 30);
      await bench.setStatus('a', { completed: true });
      await bench.setStatus('b', { stopReason: 'killed' });
      const night = await bench.tick();
      expectSays(night, 'ACTION REQUIRED: paused', 'anomaly at night');
      if (night.includes('• a')) throw new Error('completion was reported in quiet hours');
      bench.setTime(8, 0, 1);
      expectSays(await bench.tick(), '• a (a, long_running_read)\n- status: completed', 'in the morning');
    },
  },
];
