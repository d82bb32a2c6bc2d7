import { digestOf, readReportBytes } from '@owner-report/spool';

/** The bytes of a report; undefined for what is not there, or no report that can be read. */
export function bytesAt(path: string): Buffer | undefined {
  try {
    return readReportBytes(path).bytes;
  } catch {
    return undefined;
  }
}

/** Their SHA-256, hexadecimal. */
export function digestAt(path: string): string | undefined {
  const bytes = bytesAt(path);
  return bytes === undefined ? undefined : digestOf(bytes);
}
