import { isRecord, type JsonObject } from './jsonObject.ts';
import { readOpenclawConfig } from './readConfig.ts';

const defaultPort = 18_789;
const connectMs = 2000;

/**
 * Whether OpenClaw's gateway is there: its configuration says that it runs elsewhere, or something listens on its port. To ask
 * OpenClaw itself would take seconds, and the call that follows asks it anyway.
 */
export async function hasGateway(environment: NodeJS.ProcessEnv): Promise<boolean> {
  const settings = readGatewaySettings(environment);
  if (settings['mode'] === 'remote' || (environment['OPENCLAW_GATEWAY_URL'] ?? '') !== '') return true;
  const named = Number(environment['OPENCLAW_GATEWAY_PORT'] ?? settings['port']);
  const port = Number.isInteger(named) && named > 0 && named < 65_536 ? named : defaultPort;
  const { customBindHost } = settings;
  const hosts = typeof customBindHost === 'string' ? ['127.0.0.1', customBindHost] : ['127.0.0.1'];
  const found = await Promise.all(hosts.map((host) => isListening(host, port)));
  return found.includes(true);
}

// What is wrong with its configuration OpenClaw says itself, and better.
function readGatewaySettings(environment: NodeJS.ProcessEnv): JsonObject {
  try {
    const gateway = readOpenclawConfig(environment)?.document['gateway'];
    return isRecord(gateway) ? gateway : {};
  } catch {
    return {};
  }
}

async function isListening(host: string, port: number): Promise<boolean> {
  const { connect } = await import('node:net');
  return new Promise((settle) => {
    const socket = connect({ host, port, timeout: connectMs });
    const end = (isThere: boolean) => {
      socket.destroy();
      settle(isThere);
    };
    socket.once('connect', () => end(true));
    socket.once('error', () => end(false));
    socket.once('timeout', () => end(false));
  });
}
