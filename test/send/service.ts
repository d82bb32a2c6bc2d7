import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import { type AddressInfo, connect } from 'node:net';

import { onTestFinished } from 'vitest';

/** One request that a service saw. */
export interface Received {
  method: string;
  /** Path and query. */
  url: string;
  headers: IncomingHttpHeaders;
  body: string;
}

/** What a service does with a request that it has read. */
export type Behaviour = (response: ServerResponse) => unknown;

/** Answers at once. */
export function answer(status: number, body = '', headers: Record<string, string> = {}): Behaviour {
  return (response) => {
    response.writeHead(status, headers).end(body);
  };
}

export const behaviours = {
  noAnswer: () => {},
  /** The connection ends without a word. */
  cut: (response) => {
    response.socket?.destroy();
  },
  /** The head of an answer comes byte by byte, and never ends. */
  slowHead: (response) => {
    response.socket?.write('HTTP/1.1 200 OK\r\nX-Slow: ');
  },
  /** What stands there is not HTTP. */
  noise: (response) => {
    response.socket?.end('220 mail.example ESMTP\r\n');
  },
} as const satisfies Record<string, Behaviour>;

/** A success of which the second half never comes. */
export function half(body: string): Behaviour {
  return (response) => {
    response.writeHead(200, { 'content-length': String(Buffer.byteLength(body) + 10) });
    response.write(body.slice(0, Math.ceil(body.length / 2)), () => response.socket?.destroy());
  };
}

/** A service on loopback. Of several behaviours each is for one request, and the last for all that follow. */
export interface Service {
  root: string;
  received: Received[];
}

export async function startService(...script: [Behaviour, ...Behaviour[]]): Promise<Service> {
  const received: Received[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { method = '', url = '', headers } = request;
      const behave = script[Math.min(received.length, script.length - 1)] as Behaviour;
      received.push({ method, url, headers, body: Buffer.concat(chunks).toString('utf8') });
      void behave(response);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { root: rootOf(server.address()), received };
}

/**
 * The root of a service that takes no connection: its port is that of the calling end of a connection, which nobody can listen
 * on until the test ends. One that was just free might be that of another test by now.
 */
export async function findNoService(): Promise<string> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const caller = connect((server.address() as AddressInfo).port, '127.0.0.1');
  await once(caller, 'connect');
  onTestFinished(() => {
    caller.destroy();
    server.close();
  });
  return rootOf(caller.address() as AddressInfo);
}

/** A port that was just free, for a service that cannot choose one itself. */
export async function findFreePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

function rootOf(address: AddressInfo | string | null): string {
  return `http://127.0.0.1:${(address as AddressInfo).port}`;
}
