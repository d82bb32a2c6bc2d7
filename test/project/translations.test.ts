import { describe, expect, test } from 'vitest';

import { brokenLinks, codeBlocksOf, linksOf, proseOf, readPage, targetOf } from '../fixtures/markdown.ts';

/** Each translation and the English page that it is made of. */
const translations = [
  ['README.zh-TW.md', 'README.md'],
  ['docs/zh-TW/manual.md', 'docs/manual.md'],
] as const;

const originals = new Map<string, string>(translations);

/** What a translation has beyond its page stands at its end, behind this mark. */
const appendix = '<!-- terms -->';

/**
 * What a page has in common with its translations: its code blocks, and section by section everything but the words.
 *
 * The order inside a section is free for inline code and links. A link to a translation counts as one to its page.
 */
function skeletonOf(page: string, text: string) {
  const [body = ''] = text.split(appendix, 1);
  const sections = proseOf(body)
    .split(/^(?=#+ )/m)
    .map((section) => ({
      level: /^#*/.exec(section)?.[0].length,
      code: [...section.matchAll(/`[^`]+`/g)].map(([code]) => code.replaceAll(/\s+/g, ' ')).sort(),
      links: linksOf(section)
        .map((link) => fileOf(page, link))
        .sort(),
      // Paragraphs, items of lists and rows of tables.
      parts: [...section.matchAll(/(?<=\n\n)\S|^(?:- |\d+\. |\|)/gm)].length,
    }));
  return { blocks: codeBlocksOf(text), sections };
}

function fileOf(page: string, link: string): string {
  const file = targetOf(page, link)?.file ?? link;
  return originals.get(file) ?? file;
}

/** The rows of the tables of a text, as their cells. */
const rowsOf = (text: string) =>
  [...text.matchAll(/^\| (.*) \|$/gm)].map(([, cells = '']) => cells.split(' | ')).slice(1);

describe.each(translations)('%s', (page, original) => {
  const [text, english] = [readPage(page), readPage(original)];
  const wanted = skeletonOf(original, english);

  test('has the code blocks of its page, and in each section its inline code, links, paragraphs, items and rows', () => {
    expect(wanted.blocks.length).toBeGreaterThan(5);
    expect(wanted.sections.length).toBeGreaterThan(5);
    expect(skeletonOf(page, text)).toEqual(wanted);
  });

  test.each([
    ['a command in a block', '\n```sh\nowner-report-watchdog status\n```\n'],
    ['a command in a sentence', '`owner-report-watchdog status` shows it.\n'],
    ['a heading', '### More\n'],
    ['a paragraph', '\nMore.\n'],
    ['an item', '- more\n'],
  ])('is behind its page when that gets %s', (_, more) => {
    expect(skeletonOf(page, text)).not.toEqual(skeletonOf(original, `${english}${more}`));
  });

  test('links only to what is there', () => {
    expect(brokenLinks(page, text)).toEqual([]);
    expect(brokenLinks(page, `${text}[a](nowhere.md) [b](#no-heading)`)).toHaveLength(2);
  });

  test('is linked from its page, and links back', () => {
    expect(linksOf(english).map((link) => targetOf(original, link)?.file)).toContain(page);
    expect(linksOf(text).map((link) => targetOf(page, link)?.file)).toContain(original);
  });
});

test('each word of the glossary has one Chinese word, at the end of the manual', () => {
  const terms = rowsOf(readPage('docs/zh-TW/manual.md').split(appendix)[1] ?? '');
  const words = rowsOf(readPage('docs/glossary.md')).map(([word]) => word);
  expect(words).toContain('enqueue');
  expect(terms.map(([word]) => word)).toEqual(words);
  const chinese = terms.flatMap(([, word = '']) => word.split('、'));
  expect(new Set(chinese).size).toBe(chinese.length);
});
