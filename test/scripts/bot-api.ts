import { readdir, readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { type AddressInfo } from 'node:net';

import { onTestFinished } from 'vitest';

export const token = '123456:AA-secret_Token';

/** One request the server saw, and the command lines of all processes while it was open (none where there is no /proc). */
export type Request = { url: string; form: Record<string, string>; commandLines: string[] };

/** An answer of the Bot API; `nothing` leaves the request open. */
export type Answer = { status: number; body: string } | 'nothing';

export const answers = {
  ok: { status: 200, body: '{"ok":true,"result":{"message_id":7}}' },
  refused: {
    status: 400,
    body: '{"ok":false,"error_code":400,"description":"Bad Request: chat not found"}',
  },
  okFalse: { status: 200, body: '{"ok":false,"description":"odd"}' },
  tooMany: {
    status: 429,
    body: '{"ok":false,"error_code":429,"description":"Too Many Requests","parameters":{"retry_after":35}}',
  },
  broken: { status: 500, body: '<html>oops</html>' },
  nothing: 'nothing',
} as const satisfies Record<string, Answer>;

async function readCommandLines(): Promise<string[]> {
  const names = await readdir('/proc').catch(() => [] as string[]);
  const processes = names.filter((name) => /^\d+$/.test(name));
  return Promise.all(processes.map((name) => readFile(`/proc/${name}/cmdline`, 'utf8').catch(() => '')));
}

/** A Bot API on loopback that gives every request the same answer. */
export async function startBotApi(answer: Answer): Promise<{ root: string; requests: Request[] }> {
  const requests: Request[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const form = Object.fromEntries(new URLSearchParams(Buffer.concat(chunks).toString('utf8')));
      void readCommandLines().then((commandLines) => {
        requests.push({ url: request.url ?? '', form, commandLines });
        if (answer !== 'nothing') response.writeHead(answer.status).end(answer.body);
      });
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { root: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, requests };
}
