import { subscribe, unsubscribe } from 'node:diagnostics_channel';

/** What is known of the connection that a request is made over. */
export interface ConnectionWatch {
  /** Whether it is certain that nothing of the request was written: no connection to the service came about. */
  isUnwritten: () => boolean;
  end: () => void;
}

/**
 * Watches the connections that `fetch` makes from now on. Its errors do not tell whether the request was written before they
 * happened; a connection that was never made does. Through a proxy there are two: the one to the proxy lets nothing of the
 * request out before the other is there.
 * @param host of the service, with its port where that is not the usual one
 */
export function watchConnection(host: string): ConnectionWatch {
  let connected = false;
  const onConnected = (message: unknown) => {
    const { connectParams } = message as { connectParams: { host: string } };
    if (connectParams.host === host) connected = true;
  };
  subscribe('undici:client:connected', onConnected);
  return {
    isUnwritten: () => !connected,
    end: () => void unsubscribe('undici:client:connected', onConnected),
  };
}
