const mostShown = 20;

/** Names for one line: `a, b and 3 more` where there are more than 20. */
export function listSome(names: readonly string[]): string {
  const shown = names.slice(0, mostShown).join(', ');
  return names.length <= mostShown ? shown : `${shown} and ${names.length - mostShown} more`;
}
