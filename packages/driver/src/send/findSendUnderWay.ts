import type { Home } from '@owner-report/spool';

import { readAttemptRecord } from '../attempt/attemptRecord.ts';
import { listAttemptsIfAny } from '../attempt/listAttempts.ts';
import { readAttemptState } from './attemptState.ts';

/** A send command that is at work. */
export interface SendUnderWay {
  /** Of its report. */
  id: string;
  /** Lane by which it goes, where there are routes. */
  route: string | undefined;
  startedAt: string;
}

/** The send that is under way in a home, whoever has begun it; undefined when none is. Changes nothing. */
export async function findSendUnderWay(home: Home, now: Date): Promise<SendUnderWay | undefined> {
  for (const id of listAttemptsIfAny(home).recordIds) {
    const record = readAttemptRecord(home, id);
    if ((await readAttemptState(home, record, now)) !== 'sending' || record.current === undefined) continue;
    return { id, route: record.current.lane?.route, startedAt: record.current.startedAt };
  }
  return undefined;
}
