import { createServer } from 'node:http';
import { type AddressInfo, connect } from 'node:net';

import { onTestFinished } from 'vitest';

/** A proxy on loopback that tunnels, refuses to, or never answers, and what it was asked for. */
export async function startProxy(
  manner: 'tunnels' | 'refuses' | 'silent' = 'tunnels',
): Promise<{ root: string; asked: string[] }> {
  const asked: string[] = [];
  const server = createServer();
  server.on('connect', ({ url = '' }, socket) => {
    asked.push(url);
    if (manner === 'silent') return;
    if (manner === 'refuses') return void socket.end('HTTP/1.1 403 Forbidden\r\n\r\n');
    const { hostname, port } = new URL(`http://${url}`);
    const onward = connect(Number(port), hostname, () => {
      socket.write('HTTP/1.1 200 OK\r\n\r\n');
      socket.pipe(onward).pipe(socket);
    });
    for (const one of [socket, onward]) one.on('error', () => {});
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { root: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked };
}
