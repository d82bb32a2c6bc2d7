import { toOneLine } from '../report/oneLine.ts';
import type { Section } from '../report/section.ts';
import type { State } from '../state/state.ts';

const repeatSeconds = 3600;
const kept = 50;

const subject = { id: 'config', name: 'Monitor config', kind: 'config file' };

/**
 * Notes a fault of the whole config file. Returns its section when it is to be told: another fault at once, the same one
 * at most once an hour.
 * @param type the command line that checks the file
 */
export function noteConfigFault(state: State, message: string, type: string, now: Date): Section[] {
  const text = toOneLine(message);
  const recent = findRecent(state, now);
  if (recent.some((one) => one.text === text)) return [];
  state.configFaults = [...recent, { text, at: now.getTime() / 1000 }].slice(-kept);
  state.configFaultTold = true;
  const lines = [
    'status: invalid, no job is looked after',
    `message: ${text}`,
    `ACTION REQUIRED: mend the config, then check it with "${type}"`,
  ];
  return [{ subject, status: 'alert', lines }];
}

/** Notes that the config file can be used. Returns the section that says so, once, if a fault was told before. */
export function noteConfigMended(state: State, now: Date): Section[] {
  state.configFaults = findRecent(state, now);
  const wasTold = state.configFaultTold === true;
  delete state.configFaultTold;
  if (!wasTold) return [];
  return [{ subject, status: 'normal', lines: ['status: can be used again', 'message: recovered, was invalid'] }];
}

function findRecent(state: State, now: Date): State['configFaults'] {
  return state.configFaults.filter(({ at }) => now.getTime() / 1000 - at < repeatSeconds);
}
