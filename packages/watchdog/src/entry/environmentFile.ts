import { readShellLine } from './shellLine.ts';

/** What a file sets that a unit names by `EnvironmentFile=`: systemd replaces no variable in it, and knows no `export`. */
export function readEnvironmentFile(text: string): Record<string, string> {
  const found: Record<string, string> = {};
  for (const line of text.split('\n')) {
    const [, name, value = ''] = /^\s*([A-Za-z_]\w*)=(.*?)\s*$/.exec(line) ?? [];
    if (name === undefined) continue;
    // Without quotes a value goes on to the end of its line, whatever a shell would take for its end.
    if (/^["']/.test(value)) Object.assign(found, readEnvironmentLine(`${name}=${value}`));
    else found[name] = value.replaceAll(/\\(.)/g, '$1');
  }
  return found;
}

/** What a line `Environment=` sets: quotes as in a shell, and no expansion. */
export function readEnvironmentLine(line: string): Record<string, string> {
  const commands = [...readShellLine(line.replaceAll(/[$`]/g, String.raw`\$&`), () => undefined)];
  return Object.assign({}, ...commands.map(({ assignments }) => assignments)) as Record<string, string>;
}
