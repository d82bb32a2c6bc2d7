const zeroWidthSpace = '\u200B';

/**
 * Breaks what would call everybody, or a person or group by number, on Discord, Slack and their like: `@everyone`,
 * `@here`, `@channel`, `@all`, `<@123>`, `<@&123>`, `<!channel>`. It still reads the same.
 */
export function defuseMentions(text: string): string {
  return text
    .replace(/@(?=(?:everyone|here|channel|all)\b)/gi, `@${zeroWidthSpace}`)
    .replace(/<(?=@[!&]?\w|!\w)/g, `<${zeroWidthSpace}`);
}
