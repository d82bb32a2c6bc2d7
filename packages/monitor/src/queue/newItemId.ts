/** An id for a new item of the queue. */
export function newItemId(): string {
  // Few ticks queue anything, and this module takes longer to load than the others.
  return process.getBuiltinModule('node:crypto').randomUUID();
}
