import type { Channel } from './channel.ts';

/** The settings of a channel, for its help. */
export function describeNeeds({ needs }: Channel): string {
  if (needs.length === 0) return 'Settings: none';
  const width = Math.max(...needs.map(({ name }) => name.length));
  const lines = needs.map(({ name, need, help, default: standIn }) => {
    const marks = standIn === undefined ? need.replace('-', ' ') : `default ${standIn}`;
    return `  ${name.padEnd(width)}  ${help} [${marks}]`;
  });
  const ways = 'Each comes from the variable, from the file that NAME_FILE names, or from <home>/secrets/NAME.';
  return ['Settings:', ...lines, ways].join('\n');
}
