import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { expect } from 'vitest';

import { makeHome, type TestHome } from '../harness.ts';
import type { HttpChannel } from './httpChannels.ts';

/** How a send ended, as its caller sees it. */
export interface Sent {
  exitCode: number | undefined;
  stdout: string;
  stderr: string;
  /** What the driver would read of the outcome. */
  result: Record<string, unknown>;
}

interface Call {
  home?: TestHome;
  message?: string;
  args?: string[];
  env?: Record<string, string>;
}

/** Runs `owner-report-send` as the driver does: message on stdin, and an empty file for the outcome. */
export async function runSend(channel: string, call: Call = {}): Promise<Sent> {
  const home = call.home ?? (await makeHome());
  const file = join(home.base, 'result');
  await writeFile(file, '', { mode: 0o600 });
  const { exitCode, stdout, stderr } = await home.run('send', [channel, ...(call.args ?? [])], {
    env: { OWNER_REPORT_RESULT_FILE: file, ...call.env },
    input: call.message ?? 'hello\n',
  });
  const text = await readFile(file, 'utf8');
  // More than that the driver does not read.
  expect(Buffer.byteLength(text)).toBeLessThanOrEqual(8192);
  const result = text === '' ? {} : (JSON.parse(text) as Record<string, unknown>);
  return { exitCode, stdout: String(stdout), stderr: String(stderr), result };
}

/** The same by a channel that is set up for a service, whose secrets nothing that is said may hold. */
export async function sendBy(channel: HttpChannel, root: string, call: Call = {}): Promise<Sent> {
  const env = { ...channel.settings(root), ...call.env };
  const sent = await runSend(channel.name, { ...call, args: [...channel.args, ...(call.args ?? [])], env });
  for (const secret of channel.secrets) {
    expect(Object.values(channel.settings('http://x')).join(' ')).toContain(secret);
    expect(JSON.stringify(sent)).not.toContain(secret);
  }
  return sent;
}
