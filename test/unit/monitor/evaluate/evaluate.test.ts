import { describe, expect, test } from 'vitest';

import { evaluate } from '../../../../packages/monitor/src/evaluate/evaluate.ts';
import type { Memory } from '../../../../packages/monitor/src/evaluate/memory.ts';
import { at, makeJob, seen } from '../../../fixtures/monitor/job.ts';

const paused = seen({ running: false });

/** What is remembered after the owner was told of this look. */
function told(observation = seen(), job = makeJob(), memory: Memory = {}, now = at()): Memory {
  return evaluate(job, observation, memory, now).said;
}

describe('a job that runs', () => {
  test('is told at first sight, then each interval', () => {
    const first = evaluate(makeJob(), seen(), {}, at());
    expect(first.occasion).toEqual({ kind: 'change' });
    expect(evaluate(makeJob(), seen({ progressKey: 'b' }), first.said, at(1799)).occasion).toBeUndefined();
    expect(evaluate(makeJob(), seen({ progressKey: 'b' }), first.said, at(1800)).occasion).toEqual({
      kind: 'progress',
    });
  });

  test.each([
    ['reportWhileRunning is false', { reportWhileRunning: false }],
    ['the interval is 0', { reportEverySeconds: 0 }],
    ['only changes are asked for and there is none', { onlyOnChange: true }],
  ])('makes no progress report when %s', (_why, policy) => {
    expect(evaluate(makeJob({}, { ...policy, stallSeconds: 0 }), seen(), told(), at(7200)).occasion).toBeUndefined();
    expect(evaluate(makeJob({}, { stallSeconds: 0 }), seen(), told(), at(7200)).occasion?.kind).toBe('progress');
  });

  test('stalls when its progress stands still for too long, not a second before', () => {
    expect(evaluate(makeJob(), seen(), told(), at(3599)).occasion?.kind).toBe('progress');
    expect(evaluate(makeJob(), seen(), told(), at(3600)).occasion).toMatchObject({
      kind: 'anomaly',
      anomaly: { kind: 'stalled' },
      text: 'stalled, no progress for 1 h',
    });
    expect(evaluate(makeJob({}, { stallSeconds: 0 }), seen(), told(), at(90_000)).occasion?.kind).toBe('progress');
  });

  test.each([0.001, 60, 290])('stalls at the second look, too, when %d s are too long', (stallSeconds) => {
    expect(evaluate(makeJob({}, { stallSeconds }), seen(), told(), at(300)).occasion).toMatchObject({
      anomaly: { kind: 'stalled' },
    });
  });

  test('is in no hurry with routine in quiet hours, but with a level is', () => {
    const night = makeJob({}, { quietHours: { start: '11:00', end: '13:00' } });
    expect(evaluate(night, seen(), told(), at(1800)).occasion).toBeUndefined();
    expect(evaluate(night, seen({ level: 'warn' }), told(), at(60)).occasion).toEqual({ kind: 'change' });
    expect(evaluate(night, seen({ level: 'alert' }), told(), at(60)).occasion?.kind).toBe('anomaly');
  });
});

describe('an anomaly', () => {
  test('is told at once, then seldom, and again at once when it becomes another', () => {
    const first = evaluate(makeJob(), paused, told(), at(60));
    expect(first.occasion).toMatchObject({ kind: 'anomaly', anomaly: { kind: 'paused' } });
    const soon = evaluate(makeJob(), paused, first.said, at(120));
    expect(soon).toMatchObject({ onlyIfNews: true });
    expect(soon.occasion).toBeUndefined();
    const other = evaluate(makeJob(), seen({ running: false, stopReason: 'disk' }), first.said, at(120));
    expect(other.occasion).toMatchObject({ kind: 'anomaly', anomaly: { stopReason: 'disk' } });
    expect(evaluate(makeJob(), paused, first.said, at(60 + 1800)).occasion?.kind).toBe('anomaly');
  });

  test('that ends is told once', () => {
    const memory = told(paused, makeJob(), told());
    const over = evaluate(makeJob(), seen(), memory, at(60));
    expect(over.occasion).toEqual({ kind: 'recovery', from: 'paused' });
    expect(evaluate(makeJob(), seen(), over.said, at(120)).occasion).toBeUndefined();
  });

  test('of a job that cannot be observed says why', () => {
    const verdict = evaluate(makeJob(), { kind: 'unobservable', reason: 'no JSON' }, told(), at(60));
    expect(verdict.occasion).toMatchObject({ kind: 'anomaly', anomaly: { kind: 'unobservable' }, text: 'no JSON' });
    expect(verdict.resume).toBe(false);
  });
});

describe('auto-resume', () => {
  const willing = makeJob({}, { autoResume: true });

  test('starts a paused job, and again only after its backoff', () => {
    const first = evaluate(willing, paused, told(), at());
    expect(first.resume).toBe(true);
    expect(evaluate(willing, paused, first.silent, at(899)).resume).toBe(false);
    expect(evaluate(willing, paused, first.silent, at(900)).resume).toBe(true);
  });

  test.each([
    ['it is not asked for', makeJob()],
    ['it may change something', makeJob({ risk: 'write_local' }, { autoResume: true })],
    ['it is no long job', makeJob({ kind: 'one_shot_read' }, { autoResume: true })],
  ])('starts nothing when %s', (_why, job) => {
    expect(evaluate(job, paused, told(), at()).resume).toBe(false);
    expect(evaluate(willing, paused, told(), at()).resume).toBe(true);
  });

  test('holds still after a stop by hand, until the job was seen running again', () => {
    const stopped = {
      ...told(),
      stoppedByHandAt: at().getTime() / 1000,
      lastSeen: { running: true, completed: false },
    };
    const held = evaluate(willing, paused, stopped, at(3600));
    expect(held.resume).toBe(false);
    const again = evaluate(willing, seen(), held.silent, at(3660));
    expect(evaluate(willing, paused, again.silent, at(3720)).resume).toBe(true);
  });
});

describe('completion', () => {
  const done = seen({ running: false, completed: true });

  test('is told once, and followed once', () => {
    const first = evaluate(makeJob(), done, told(), at(60));
    expect(first).toMatchObject({ occasion: { kind: 'completion' }, follow: 'success' });
    const later = evaluate(makeJob(), done, first.said, at(120));
    expect(later).toMatchObject({ occasion: undefined, follow: undefined });
  });

  test('that comes in quiet hours is told when they are over', () => {
    const night = makeJob({}, { quietHours: { start: '11:00', end: '13:00' } });
    const held = evaluate(night, done, told(), at(60));
    expect(held.occasion).toBeUndefined();
    expect(evaluate(night, done, held.silent, at(3600)).occasion).toEqual({ kind: 'completion' });
  });
});

describe('what comes and goes', () => {
  test.each([
    ['a job that stands still', paused, 'anomaly'],
    ['a job that cannot be observed', { kind: 'unobservable', reason: 'no' } as const, 'anomaly'],
    ['a level', seen({ level: 'warn' }), 'change'],
  ])('is told once an interval: %s', (_what, odd, kind) => {
    const job = makeJob({}, { stallSeconds: 0, reportWhileRunning: false });
    let memory = told(seen(), job);
    const times: number[] = [];
    const remarks: unknown[] = [];
    for (let minute = 1; minute <= 61; minute += 1) {
      const { occasion, said } = evaluate(job, minute % 2 === 1 ? odd : seen(), memory, at(minute * 60));
      memory = said;
      if (occasion?.kind !== kind || minute % 2 === 0) continue;
      times.push(minute);
      if (occasion.kind === 'anomaly') remarks.push(occasion.remark);
    }
    expect(times).toEqual([1, 31, 61]);
    expect(remarks.at(-1)).toBe(kind === 'anomaly' ? 'came and went, 15 times since 12:31' : undefined);
  });

  test('and stays is told at the end of its interval', () => {
    const first = evaluate(makeJob(), paused, told(), at(60));
    const over = evaluate(makeJob(), seen(), first.said, at(120));
    const again = evaluate(makeJob(), paused, over.said, at(180));
    expect(again.occasion).toBeUndefined();
    expect(evaluate(makeJob(), paused, again.silent, at(1859)).occasion).toBeUndefined();
    expect(evaluate(makeJob(), paused, again.silent, at(1860)).occasion?.kind).toBe('anomaly');
  });
});

describe('time in which nobody looked', () => {
  const minutes = (...times: number[]) => {
    let memory = told();
    let last: ReturnType<typeof evaluate> | undefined;
    for (const time of times) {
      last = evaluate(makeJob({}, { reportWhileRunning: false }), seen(), memory, at(time * 60));
      memory = last.said;
    }
    return last?.occasion?.kind;
  };

  test.each([
    ['a night', [1, 481]],
    ['a night and another one after two looks', [1, 481, 482, 962]],
    ['a clock set forward by a year', [1, 525_600]],
    ['a clock set back by a year', [1, -525_600, -525_599]],
    ['a first night', [481]],
  ])('is no stall: %s', (_what, times) => {
    expect(minutes(...times)).toBeUndefined();
  });

  test.each([
    ['each minute', Array.from({ length: 60 }, (_, minute) => minute + 1)],
    ['each 20 minutes', [20, 40, 60]],
    ['each hour', [60]],
    ['each two hours', [120]],
    ['each minute around a night', [1, 481, ...Array.from({ length: 59 }, (_, minute) => minute + 482)]],
  ])('is nothing but that: ticks %s see a stall', (_what, times) => {
    expect(minutes(...times)).toBe('anomaly');
  });

  test('may be the rule from now on: ticks that are far apart see a stall after some', () => {
    const hourly = Array.from({ length: 10 }, (_, hour) => 1 + (hour + 1) * 60);
    expect(minutes(1, ...hourly)).toBe('anomaly');
  });
});
