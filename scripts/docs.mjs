// Writes what pages take from the code: the table of docs/settings.md from the settings table. With --check it writes
// nothing, and ends with 1 where a page is not what it should be. Needs a build.
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { settingRows, variableOfSetting } from '../packages/cli/dist/settings/settingsTable.js';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const page = join(root, 'docs/settings.md');
const [begin, end] = ['<!-- settings: npm run docs -->', '<!-- end of settings -->'];

const text = readFileSync(page, 'utf8');
const wanted = `${text.slice(0, text.indexOf(begin))}${begin}\n\n${settingsTable()}\n\n${text.slice(text.indexOf(end))}`;
if (!process.argv.includes('--check')) writeFileSync(page, wanted);
else if (wanted !== text) {
  console.error('docs/settings.md: its table differs from the settings table; run npm run docs');
  process.exitCode = 1;
}

function settingsTable() {
  const rows = settingRows.map(([, setting]) => {
    const variable = variableOfSetting(setting);
    const shown = variable === undefined ? 'none' : `\`${variable}\``;
    return `| \`${setting.key}\` | \`--${setting.flag}\` | ${shown} | ${setting.docs.default} | ${setting.docs.values} |`;
  });
  return ['| key | flag | variable | default | unit and values |', '|---|---|---|---|---|', ...rows].join('\n');
}
