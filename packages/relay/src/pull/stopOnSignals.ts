/** Tells when INT, TERM or HUP asks this process to end; from now on none of them ends it. */
export function stopOnSignals(): AbortSignal {
  const stopping = new AbortController();
  // Not once: what gives the lock back when a signal ends us must see that this one does not.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => stopping.abort());
  return stopping.signal;
}
