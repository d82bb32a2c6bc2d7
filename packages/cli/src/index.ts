export { type CliSpec, type CommandSpec, type Invocation, type OptionSpec } from './command/specification.ts';
export { runCli } from './command/runCli.ts';
export { readEnvironment } from './arguments/arguments.ts';
export {
  defaultSettings,
  resolveSettings,
  type SettingFlags,
  type Settings,
  toCount,
} from './settings/resolveSettings.ts';
export { readConfig } from './settings/configFile.ts';
export { readTrustedFile } from './settings/trustedFile.ts';
export { isTerminal, writeOut } from './talk/output.ts';
export { createTalk, type Talk } from './talk/talk.ts';
export { commandHint, deliverHint, holdHint } from './hints/commandHint.ts';
