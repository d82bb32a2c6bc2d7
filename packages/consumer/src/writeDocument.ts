import { writeOut } from '@owner-report/cli';
import { toPrintableJson } from '@owner-report/spool';

/** Prints a JSON document. Waits until it is taken: a slow reader must not make us keep it all. */
export function writeDocument(document: object, indent = 0): void {
  writeOut(1, `${toPrintableJson(document, indent)}\n`);
}
