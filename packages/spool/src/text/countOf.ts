/** A number and what it counts, such as `1 attempt` or `3 attempts`. */
export function countOf(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
