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
    python: firstLine('python3', ['--version']),
    fileSystem: firstLine('stat', ['-f', '-c', '%T', tmpdir()]),
  };
}

function firstLine(program, args) {
  try {
    return execFileSync(program, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] })
      .split('\n')[0]
      .trim();
  } catch {
    return 'unknown';
  }
}
