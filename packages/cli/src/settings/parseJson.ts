import { ConfigError, messageOf, quoteWord } from '@owner-report/spool';

/**
 * What a JSON file of the operator says.
 * @param path for the message
 * @throws ConfigError that names what editors and shells leave behind: a byte order mark, nothing at all, UTF-16
 */
export function parseJson(text: string, path: string): unknown {
  if (text.trim() === '') {
    throw new ConfigError(`${path}: expected JSON, found an empty file`, {
      remedy: `Write it again, or begin with: echo '{}' > ${quoteWord(path)}`,
    });
  }
  if (text.startsWith('\uFEFF')) {
    throw new ConfigError(`${path}: expected JSON, found a byte order mark (BOM) before it`, {
      remedy: `Save the file as UTF-8 without BOM: sed -i '1s/^\\xEF\\xBB\\xBF//' ${quoteWord(path)}`,
    });
  }
  try {
    return JSON.parse(text);
  } catch (error) {
    const isUtf16 = text.startsWith('\uFFFD\uFFFD') || text.includes('\0');
    throw new ConfigError(`${path}: expected JSON${isUtf16 ? ' in UTF-8, found UTF-16' : ''}: ${messageOf(error)}`, {
      cause: error,
      remedy: isUtf16 ? 'Save the file as UTF-8 without BOM.' : `Check it with: jq . ${quoteWord(path)}`,
    });
  }
}
