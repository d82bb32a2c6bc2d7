import type { Job, Piece } from './job.ts';
import { seal, shortNameOf } from './seal.ts';

/**
 * An agent of launchd for each of these jobs.
 * @param dir where the agents of this user lie
 */
export function composeAgents(home: string, jobs: readonly Job[], dir: string): Piece[] {
  return jobs.map((job) => {
    const label = `owner-report.${job.name}.${shortNameOf(home)}`;
    // The declaration of XML stands first.
    const text = seal(home, composeAgent(label, job), 2, (mark) => `<!-- ${mark} (owner-report-watchdog install) -->`);
    return { where: `${dir}/${label}.plist`, text };
  });
}

/** Name of an agent, as launchd knows it. */
export function labelOf(where: string): string {
  return where.slice(where.lastIndexOf('/') + 1).replace(/\.plist$/, '');
}

function composeAgent(label: string, { variables, words, log }: Job): string[] {
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">',
    '<plist version="1.0">',
    '<dict>',
    `  <key>Label</key>${stringOf(label)}`,
    '  <key>ProgramArguments</key>',
    '  <array>',
    ...words.map((word) => `    ${stringOf(word)}`),
    '  </array>',
    '  <key>EnvironmentVariables</key>',
    '  <dict>',
    ...Object.entries(variables).map(([name, value]) => `    <key>${escape(name)}</key>${stringOf(value)}`),
    '  </dict>',
    '  <key>StartInterval</key><integer>60</integer>',
    `  <key>StandardOutPath</key>${stringOf(log)}`,
    `  <key>StandardErrorPath</key>${stringOf(log)}`,
    // What a job has started, or a send that is under way, is not ended with it.
    '  <key>AbandonProcessGroup</key><true/>',
    '</dict>',
    '</plist>',
  ];
}

function stringOf(text: string): string {
  return `<string>${escape(text)}</string>`;
}

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };

function escape(text: string): string {
  return text.replaceAll(/[&<>]/g, (one) => entities[one] ?? one);
}
