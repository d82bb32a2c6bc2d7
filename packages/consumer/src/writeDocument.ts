import { toPrintableJson } from '@owner-report/spool';

/** Prints a JSON document and waits until stdout takes more: a slow reader must not make us keep it all. */
export async function writeDocument(document: object, indent = 0): Promise<void> {
  const { stdout } = process;
  if (stdout.write(`${toPrintableJson(document, indent)}\n`) || stdout.destroyed) return;
  await new Promise<void>((wake) => {
    const done = () => {
      for (const event of ['drain', 'error', 'close']) stdout.off(event, done);
      wake();
    };
    for (const event of ['drain', 'error', 'close']) stdout.on(event, done);
  });
}
