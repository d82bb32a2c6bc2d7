import type { Observation } from '../observe/observe.ts';
import type { Anomaly, AnomalyKind, Memory } from './memory.ts';

/** Why a job is worth a section, in the order in which they outrank each other. */
export type Occasion =
  /** `advice`: what the operator can do about it; `remark`: how often it came. */
  | { kind: 'anomaly'; anomaly: Anomaly; text: string; advice?: 'start'; remark?: string | undefined }
  | { kind: 'recovery'; from: AnomalyKind }
  | { kind: 'completion' }
  | { kind: 'change' }
  | { kind: 'progress' };

/** What is decided about one job in one tick. */
export interface Verdict {
  observation: Observation;
  /** What is to be said now, or undefined. */
  occasion: Occasion | undefined;
  /** Something that happened in quiet hours and was overtaken since, for the section. */
  remark: string | undefined;
  /** Its start command is to be run. */
  resume: boolean;
  /** The occasion is no news by itself: only if the start goes otherwise than the last one that was told. */
  onlyIfNews: boolean;
  /** Why an earlier tick has resumed it, which died before it could say so. */
  interrupted: string | undefined;
  /** Its follow-up jobs for this outcome are to be queued. */
  follow: 'success' | 'failure' | undefined;
  /** What to remember when nothing is said. */
  silent: Memory;
  /** What to remember once it is said. */
  said: Memory;
}
