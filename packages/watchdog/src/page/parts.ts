import { formatDuration } from '@owner-report/spool';

import { type Markup, markup } from './markup.ts';

/** A part of the page under a heading; nothing where it has nothing to show. */
export function section(title: string, content: Markup | undefined): Markup | undefined {
  return content === undefined
    ? undefined
    : markup`<section>
        <h2>${title}</h2>
        ${content}
      </section>`;
}

/** Cards beside each other as far as there is room; nothing where there are none. */
export function cards(items: readonly Markup[]): Markup | undefined {
  return items.length === 0
    ? undefined
    : markup`<ul class="cards">
        ${items.map((item) => markup`<li>${item}</li>`)}
      </ul>`;
}

/** Somebody's words: whichever way they run, what stands beside them stays in its place. */
export function words(text: string): Markup {
  return markup`<bdi>${text}</bdi>`;
}

/** A command line to copy. */
export function command(line: string | null | undefined): Markup | undefined {
  return line === null || line === undefined ? undefined : markup`<code>${line}</code>`;
}

/** How long a time was before the page was made; the time itself stands behind it. */
export function ago(at: string | null, now: Date): Markup {
  if (at === null) return markup`at an unknown time`;
  const ms = now.getTime() - Date.parse(at);
  const text = ms < 0 ? `${formatDuration(-ms)} ahead of that clock` : `${formatDuration(ms)} before`;
  return markup`<time datetime="${at}" title="${at}">${text}</time>`;
}

/** Pairs of a name and what is known under it; those without are left out. */
export function facts(
  pairs: readonly (readonly [name: string, value: Markup | string | undefined])[],
): Markup | undefined {
  const known = pairs.filter(([, value]) => value !== undefined);
  if (known.length === 0) return undefined;
  return markup`<dl>
    ${known.map(
      ([name, value]) =>
        markup`<dt>${name}</dt>
          <dd>${value}</dd>`,
    )}
  </dl>`;
}
