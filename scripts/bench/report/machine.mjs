import { execFileSync } from 'node:child_process';
import { cpus, release, tmpdir, totalmem, type } from 'node:os';

/** What the figures depend on. */
export function describeMachine() {
  return {
    date: new Date().toISOString().slice(0, 10),
    cpu: cpus()[0]?.model.trim() ?? 'unknown',
    cores: cpus().length,
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    kernel: `${type()} ${release()}`,
    node: process.version,
    python: lastLine('python3', ['--version']),
    fileSystem: lastLine('df', ['--output=fstype', tmpdir()]),
  };
}

function lastLine(program, args) {
  try {
    return execFileSync(program, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] })
      .trim()
      .split('\n')
      .at(-1);
  } catch {
    return 'unknown';
  }
}
