import yaml from 'js-yaml';

import type { ExtraValue } from './report.ts';

type Data = Record<string, ExtraValue>;

/**
 * Data as YAML that a person can read. js-yaml 3 escapes every character beyond U+FFFF, emoji among them: it is given
 * characters of the private use area in their place, such as the text does not hold, and they are put back afterwards.
 */
export function dumpYaml(data: Data): string {
  const text = JSON.stringify(data);
  const standIns = chooseStandIns(text);
  if (standIns === undefined || standIns.size === 0) return dump(data);
  const hidden = JSON.parse(text.replace(/[\u{10000}-\u{10FFFF}]/gu, (far) => standIns.get(far) ?? far)) as Data;
  const far = new Map([...standIns].map(([character, standIn]) => [standIn, character]));
  return dump(hidden).replace(/[\uE000-\uF8FF]/g, (character) => far.get(character) ?? character);
}

// Not matter.stringify: it trims the line ends that the last value may end with.
function dump(data: Data): string {
  return yaml.safeDump(data, { lineWidth: -1, noRefs: true });
}

// One for each; undefined when there are not enough, which only happens far beyond the limit of a report.
function chooseStandIns(text: string): Map<string, string> | undefined {
  const standIns = new Map<string, string>();
  let code = 0xe000;
  for (const character of new Set(text.match(/[\u{10000}-\u{10FFFF}]/gu))) {
    while (text.includes(String.fromCharCode(code))) code += 1;
    if (code > 0xf8ff) return undefined;
    standIns.set(character, String.fromCharCode(code));
    code += 1;
  }
  return standIns;
}
