/** What wakes a follower: a ring when something may have arrived, a stop when it is to end. */
export interface Bell {
  readonly stopped: boolean;
  ring: () => void;
  stop: () => void;
  /** Until it rings, is stopped, or the time is over. A ring that came before counts. */
  wait: (ms: number) => Promise<void>;
  /** Until it is stopped or the time is over. */
  sleep: (ms: number) => Promise<void>;
}

/** A bell that nobody has rung. */
export function createBell(): Bell {
  let rung = false;
  let stopped = false;
  let wake = () => {};
  let deaf = false;
  const pause = async (ms: number) => {
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, ms);
      wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
    wake = () => {};
  };
  return {
    get stopped() {
      return stopped;
    },
    ring: () => {
      rung = true;
      if (!deaf) wake();
    },
    stop: () => {
      stopped = true;
      wake();
    },
    wait: async (ms) => {
      if (!rung && !stopped) await pause(ms);
      rung = false;
    },
    sleep: async (ms) => {
      deaf = true;
      if (!stopped) await pause(ms);
      deaf = false;
      rung = false;
    },
  };
}
