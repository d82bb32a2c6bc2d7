import { expect, test } from 'vitest';

import { defuseMentions } from '../../../../packages/driver/src/message/defuseMentions.ts';

test.each(['@everyone', '@here now', '@CHANNEL', 'to @all', '<@123>', '<@&1>', '<!channel>'])(
  '%s calls nobody any more, and reads the same',
  (text) => {
    const defused = defuseMentions(text);
    expect(defused).not.toBe(text);
    expect(defused.replaceAll('\u200B', '')).toBe(text);
    expect(defused).not.toMatch(/@(everyone|here|channel|all)|<[@!]/i);
  },
);

test.each(['nobody', 'a < b', 'me@example.org', '@heretic'])('%s is left as it is', (text) => {
  expect(defuseMentions(text)).toBe(text);
});
