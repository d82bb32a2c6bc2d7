export { type CliSpec, type CommandSpec, globalOptions, type Invocation } from './command/specification.ts';
export { findCommand, nameOfCommand } from './command/findCommand.ts';
export { runCli } from './command/runCli.ts';
export { type Offer, type OptionSpec } from './arguments/optionSpec.ts';
export { type GivenOptions, readEnvironment, readOptions } from './arguments/readOptions.ts';
export { readConfig } from './settings/configFile.ts';
export { type ConfigPlan, planConfig } from './settings/planConfig.ts';
export { channelOfCommand } from './settings/channels.ts';
export { formatFlags } from './settings/formatFlags.ts';
export {
  defaultSettings,
  resolveSending,
  resolveSendingOrDefault,
  resolveSettings,
  resolveSettingsOrDefault,
  type Sending,
} from './settings/resolveSettings.ts';
export { relayVariables } from './settings/relayVariables.ts';
export { requireSendCommand } from './settings/requireSendCommand.ts';
export { findShadows, takesAllOf } from './settings/findShadows.ts';
export { defaultLaneName, type Lane, type Match, type Route } from './settings/route.ts';
export { findSending } from './settings/findSending.ts';
export { findQuietUntil, isHeldBack, isRoutine } from './settings/routeOf.ts';
export { describeOutranked, laneNamed, laneOf, lanesOf, placeOfLane } from './settings/laneOf.ts';
export { matchesGlob } from './settings/glob.ts';
export { formatPath } from './settings/formatPath.ts';
export { isQuiet, msOutsideQuiet, type QuietHours } from './settings/quietHours.ts';
export { isTimeOfDay } from './settings/timeOfDay.ts';
export { preferSendFlags } from './arguments/preferSendFlags.ts';
export { fieldOptions, passOptions, relayOptions, sendOptions } from './settings/settingOptions.ts';
export { scheduledSendCommand, type Settings } from './settings/settingsTable.ts';
export { toCount } from './arguments/toCount.ts';
export { expectOneOf, toWord } from './arguments/toWord.ts';
export { parseJson } from './settings/parseJson.ts';
export { readTrustedFile } from './settings/trustedFile.ts';
export { isTerminal, writeOut } from './talk/output.ts';
export { drainPipe, readToEnd } from './talk/readToEnd.ts';
export { waitSync } from './talk/waitSync.ts';
export { createTalk, type Talk } from './talk/talk.ts';
export { findShipped } from './process/findShipped.ts';
export { concludeSend } from './outcome/concludeSend.ts';
export { type Outcome } from './outcome/outcome.ts';
export { toRetryAfter } from './outcome/retryAfter.ts';
export { defaultTimeLimitMs, findTimeLimit } from './outcome/timeLimit.ts';
export { findScripts, requireScripts } from './openclaw/findScripts.ts';
export { findSetting } from './secrets/findSetting.ts';
export { takeCredentials } from './secrets/takeCredentials.ts';
export { readSecretFile } from './secrets/readSecretFile.ts';
export { describeVerdict, judgeOpenclaw } from './openclaw/judgeOpenclaw.ts';
export { openclawSettings, withOpenclawSettings } from './openclaw/openclawSettings.ts';
export { prepareProbe, probeRuntime } from './openclaw/probeRuntime.ts';
export { childDirectory } from './process/childDirectory.ts';
export { emptyPipes } from './process/emptyPipes.ts';
export { giveUpAfterMs, GroupEnd, killAfterMs } from './process/groupEnd.ts';
export { type Ending, exitCodeOfEnding, isSuccess, signalOfExitCode } from './process/ending.ts';
export { keepFileShort } from './process/keepFileShort.ts';
export { hasTerminal } from './process/hasTerminal.ts';
export { leaveReader } from './process/leaveReader.ts';
export { openNameless } from './process/openNameless.ts';
export { openPipes } from './process/openPipes.ts';
export { startStandIn } from './process/standIn.ts';
export { flushSinks, openSinks, type OutputSinks } from './process/outputSink.ts';
export { dropCutLine } from './process/dropCutLine.ts';
export { OutputTail } from './process/outputTail.ts';
export { shellPath } from './process/shellPath.ts';
export { signalGroup } from './process/signalGroup.ts';
export { findNear } from './arguments/findNear.ts';
export { commandHint, holdHint, homeHint, repeatHint, withHoldHint } from './hints/commandHint.ts';
export { sendNowHint } from './hints/sendNowHint.ts';
