import { closeSync, readSync } from 'node:fs';
import { basename } from 'node:path';

import { PartNeeded } from '../part.ts';
import { maxFrontMatterBytes } from '../report/frontMatter.ts';
import { parseHead } from '../report/parseReport.ts';
import type { FieldName } from '../report/report.ts';
import { openPlain } from './openPlain.ts';

// The line that closes a front matter ends within its limit; what follows tells whether it is one.
const buffer = Buffer.allocUnsafe(maxFrontMatterBytes + 8);

/**
 * The fields of a report, by its front matter alone: no more of the file is read, however large it is. Undefined where
 * they cannot be told, whatever the reason: who reads the whole report learns it.
 * @throws PartNeeded
 */
export function readFields(path: string): Record<FieldName, string> | undefined {
  try {
    const bytes = readBeginning(path);
    const text = bytes.toString('utf8');
    const { fields, document } = parseHead(text, basename(path, '.md'), path);
    const head = Buffer.from(text.slice(0, text.length - document.content.length));
    // Bytes that are not UTF-8 were replaced. In the body that is none of our business: it may be cut in a character.
    return head.equals(bytes.subarray(0, head.length)) ? fields : undefined;
  } catch (error) {
    if (error instanceof PartNeeded) throw error;
    return undefined;
  }
}

function readBeginning(path: string): Buffer {
  const { descriptor } = openPlain(path);
  try {
    return buffer.subarray(0, readSync(descriptor, buffer, 0, buffer.length, 0));
  } finally {
    closeSync(descriptor);
  }
}
