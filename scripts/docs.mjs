// Writes what pages take from the code: the table of docs/settings.md from the settings table, that of docs/channels.md from
// the channels. With --check it writes nothing, and ends with 1 where a page is not what it should be. Needs a build.
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { variableOfSetting } from '../packages/cli/dist/settings/setting.js';
import { settingRows } from '../packages/cli/dist/settings/settingsTable.js';
import { channels } from '../packages/send/dist/channels.js';

const root = dirname(dirname(fileURLToPath(import.meta.url)));

update('settings', settingsTable());
update('channels', channelsTable());

/** Puts a table between the marks of the page of that name, or says that it is not what stands there. */
function update(name, table) {
  const page = join(root, 'docs', `${name}.md`);
  const [begin, end] = [`<!-- ${name}: npm run docs -->`, `<!-- end of ${name} -->`];
  const text = readFileSync(page, 'utf8');
  const wanted = `${text.slice(0, text.indexOf(begin))}${begin}\n\n${table}\n\n${text.slice(text.indexOf(end))}`;
  if (!process.argv.includes('--check')) writeFileSync(page, wanted);
  else if (wanted !== text) {
    console.error(`docs/${name}.md: its table differs from the one in the code; run npm run docs`);
    process.exitCode = 1;
  }
}

function settingsTable() {
  const rows = settingRows.map(([, setting]) => {
    const variable = variableOfSetting(setting);
    const shown = variable === undefined ? 'none' : `\`${variable}\``;
    return `| \`${setting.key}\` | \`--${setting.flag}\` | ${shown} | ${setting.docs.default} | ${setting.docs.values} |`;
  });
  return ['| key | flag | variable | default | unit and values |', '|---|---|---|---|---|', ...rows].join('\n');
}

function channelsTable() {
  const rows = channels.map(({ name, target, needs }) => {
    const settings = needs.map((row) => `\`${row.name}\` (${row.default ?? row.need.replace('-', ' ')}): ${row.help}`);
    const to = target.need === 'none' ? 'none' : `${target.need}: ${target.help}`;
    return `| [\`${name}\`](#${name}) | ${to} | ${settings.join('<br>') || 'none'} |`;
  });
  return ['| channel | target | settings |', '|---|---|---|', ...rows].join('\n');
}
