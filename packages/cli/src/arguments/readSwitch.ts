import { UsageError } from '@owner-report/spool';

/**
 * Whether a switch is on that was given as `--name=text`, or by a variable.
 * @param where what was given, for the message
 * @throws UsageError for what is neither on nor off
 */
export function readSwitch(text: string, where: string): boolean {
  if (/^(1|true|yes|on)$/i.test(text)) return true;
  if (/^(0|false|no|off)$/i.test(text)) return false;
  throw new UsageError(`${where}: expected 1 or 0, got ${JSON.stringify(text)}`);
}
