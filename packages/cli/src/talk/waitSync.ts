/** Waits so many milliseconds, and lets nothing else of this process run meanwhile: for calls that must not be interrupted. */
export function waitSync(ms: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
}
