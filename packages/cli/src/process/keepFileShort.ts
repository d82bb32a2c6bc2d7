import { fstatSync, ftruncateSync } from 'node:fs';

const trimAboveBytes = 1024 * 1024;
const trimEveryMs = 200;

/**
 * Keeps a file short that a command appends to, while this process is there: above 1 MiB it is emptied, and the command
 * goes on at the new end.
 * @param beforeTrim called before the file is emptied
 * @returns a function that ends this
 */
export function keepFileShort(descriptor: number, beforeTrim: () => void = () => {}): () => void {
  const timer = setInterval(() => {
    try {
      if (fstatSync(descriptor).size <= trimAboveBytes) return;
      beforeTrim();
      ftruncateSync(descriptor);
    } catch {
      // It is only to save space.
    }
  }, trimEveryMs).unref();
  return () => clearInterval(timer);
}
