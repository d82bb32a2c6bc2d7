/**
 * A moment for people, as the clock on the wall shows it: `12:31:05`, and with its date where that is not today's.
 * @param units of the time of day: hours and minutes, or seconds, too
 */
export function formatMoment(moment: Date, now: Date, units: 'minutes' | 'seconds'): string {
  const time = moment.toTimeString().slice(0, units === 'minutes' ? 5 : 8);
  return moment.toDateString() === now.toDateString() ? time : `${dateOf(moment)} ${time}`;
}

function dateOf(moment: Date): string {
  const [month, day] = [moment.getMonth() + 1, moment.getDate()].map((part) => String(part).padStart(2, '0'));
  return `${moment.getFullYear()}-${month}-${day}`;
}
