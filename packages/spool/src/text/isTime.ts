/** Whether a text tells a time, such as `2026-11-21T10:11:12.345Z`: one that can be reckoned with. */
export function isTime(text: string): boolean {
  return !Number.isNaN(Date.parse(text));
}
