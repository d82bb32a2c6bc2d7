/** Says on stderr what is at work; on a terminal in one line, else only when a row begins. */
export function makeProgress(title, number, count) {
  const prefix = `[${number}/${count}] ${title}`;
  if (!process.stderr.isTTY) {
    process.stderr.write(`${prefix}\n`);
    return () => {};
  }
  return (what) => process.stderr.write(`\r\u001B[K${prefix}: ${what}${what === 'done' ? '\n' : ''}`);
}
