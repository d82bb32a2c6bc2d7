import { subscribe, unsubscribe } from 'node:diagnostics_channel';

/** What is known of the connection that a request is made over. */
export interface ConnectionWatch {
  /** Whether it is certain that nothing of the request was written: no connection came about. */
  isUnwritten: () => boolean;
  end: () => void;
}

/**
 * Watches the connections that `fetch` makes from now on. Its errors do not tell whether the request was written before they
 * happened; a connection that was never made does.
 */
export function watchConnection(): ConnectionWatch {
  let connected = false;
  let failed = false;
  const onConnected = () => {
    connected = true;
  };
  // Through a proxy there are two connections, and the second one is what failed.
  const onFailed = () => {
    failed = true;
  };
  subscribe('undici:client:connected', onConnected);
  subscribe('undici:client:connectError', onFailed);
  return {
    isUnwritten: () => failed || !connected,
    end: () => {
      unsubscribe('undici:client:connected', onConnected);
      unsubscribe('undici:client:connectError', onFailed);
    },
  };
}
