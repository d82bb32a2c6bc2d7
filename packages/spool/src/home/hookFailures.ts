import { schemaVersion } from '../version.ts';
import { appendJsonLine } from './appendJsonLine.ts';
import { removeQuietly } from './durable.ts';
import type { Home } from './home.ts';
import { lstatIfThere } from './lstatIfThere.ts';

/** What the hook of an agent has failed of. */
export interface HookFailure {
  /** As it was typed, and perhaps none that there is. */
  agent: string;
  message: string;
  remedy?: string | undefined;
}

// Hundreds of failures. A hook that always fails must not fill the disk.
const maxBytes = 256 * 1024;

/**
 * Notes in `hook-failures.jsonl` what a hook has failed of; beyond 256 KiB the file begins anew. A home that is not there is not
 * made. Never throws: there is nobody whom a hook could tell.
 */
export function noteHookFailure(home: Home, failure: HookFailure, now: Date): void {
  try {
    if ((lstatIfThere(home.hookFailures)?.size ?? 0n) > maxBytes) removeQuietly(home.hookFailures);
    appendJsonLine(home.hookFailures, { schemaVersion, at: now.toISOString(), ...failure });
  } catch {
    // As said.
  }
}
