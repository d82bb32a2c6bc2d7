import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { defuseMentions } from '../../../../packages/driver/src/message/defuseMentions.ts';

const call = /@(everyone|here|channel|all)|<[@!]/i;

describe('what calls people calls nobody any more, and reads the same:', () => {
  test.each([
    '@everyone',
    '@here now',
    '@CHANNEL',
    'to @all',
    '(@all)',
    '@all-hands',
    '@everyone_',
    '@everyones',
    '@hereby',
    '@here1',
    '@channel_x',
    '@@everyone',
    'you@everyone',
    '@everyone/now',
    '@here.',
    '<@123>',
    '<@!123>',
    '<@&1>',
    '<!channel>',
    '<!subteam^S1>',
    'https://example.org/ @here',
    '(https://example.org)@here',
    '```\n@everyone',
    '```\na ``` @everyone\n```',
    '``` a `@everyone` b',
    '\\`@everyone`',
    '`a\n`@everyone`',
  ])('%s', (text) => {
    const defused = defuseMentions(text);
    expect(defused).not.toBe(text);
    expect(defused.replaceAll('\u200B', '')).toBe(text);
    expect(defused).not.toMatch(call);
  });
});

describe('what calls nobody is left as it is:', () => {
  test.each([
    'nobody',
    'a < b',
    'me@example.org',
    'ops@here.example',
    'git@channel.example:team/repo.git',
    'all@all.example.org',
    'npm i @all/logger @here/maps-api @channels/x',
    '@allow @channels @alliance',
    '<!DOCTYPE html> <!-- x -->',
    'https://example.org/@here/all',
    '`@everyone`',
    '``@here ` <@1>``',
    '```sh\nnpm install @all\nssh git@here\n<@123>\n```',
  ])('%s', (text) => {
    expect(defuseMentions(text)).toBe(text);
  });
});

test('of any text, what stands outside of code and words calls nobody', () => {
  const part = fc.constantFrom('@everyone', '@here', '<@1>', ' ', '\n', 'a', '`', '```', '\\', '_', '.');
  fc.assert(
    fc.property(fc.array(part, { maxLength: 20 }), (parts) => {
      const text = parts.join('');
      const defused = defuseMentions(text);
      expect(defused.replaceAll('\u200B', '')).toBe(text);
      if (!text.includes('`') && !text.includes('.')) expect(defused).not.toMatch(call);
    }),
  );
});
