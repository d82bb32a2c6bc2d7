const pattern = /^([01]\d|2[0-3]):([0-5]\d)$/;

/** Whether `text` is a time of day, "HH:MM". */
export function isTimeOfDay(text: string): boolean {
  return pattern.test(text);
}

/** Minutes since midnight of a valid "HH:MM". */
export function minutesOf(text: string): number {
  const match = pattern.exec(text);
  return Number(match?.[1] ?? 0) * 60 + Number(match?.[2] ?? 0);
}
