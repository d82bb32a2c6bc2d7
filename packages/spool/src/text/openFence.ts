/**
 * The fence of the code block that is open at the end of a text, or undefined when none is. By CommonMark's rule: a
 * block opens with three or more backticks or tildes, indented by at most three spaces, and only a line of the same
 * character, at least as many, closes it. What follows the backticks of an opening fence holds no backtick.
 */
export function findOpenFence(text: string): string | undefined {
  let open: string | undefined;
  for (const [, fence = '', rest = ''] of text.matchAll(/^ {0,3}(`{3,}|~{3,})(.*)$/gm)) {
    if (open === undefined) {
      if (fence[0] === '~' || !rest.includes('`')) open = fence;
    } else if (fence[0] === open[0] && fence.length >= open.length && rest.trim() === '') {
      open = undefined;
    }
  }
  return open;
}
