export * from './errors.ts';
export { schemaVersion, version } from './version.ts';
export { isStatus, statuses, type Status } from './report/status.ts';
export { fieldNames, type ExtraValue, type FieldName, type Report } from './report/report.ts';
export { generateReportId, isReportId, reportIdForm, timeOfReportId } from './report/reportId.ts';
export { messageBody, parseReport, pickFields } from './report/parseReport.ts';
export { formatReport, maxReportBytes } from './report/formatReport.ts';
export { renderBody } from './report/renderBody.ts';
export { sameReport } from './report/sameReport.ts';
export { ensureHome, findUserHome, places, reportPath, resolveHome, type Home, type Place } from './home/home.ts';
export {
  linkDurable,
  lstatIfThere,
  mkdirDurable,
  removeQuietly,
  replaceFile,
  syncDir,
  syncFile,
  unlinkDurable,
  writeNewFile,
  writeScratchFile,
} from './home/durable.ts';
export { digestOf, readReport, readReportBytes, type StoredReport } from './home/readReport.ts';
export { hasReports, listReports, type Entry, type Listing } from './home/listReports.ts';
export { describeForeign } from './home/describeForeign.ts';
export { findReport, type Located } from './home/findReport.ts';
export { enqueue, type Enqueued } from './home/enqueue.ts';
export { holdReport, moveReport } from './home/moveReport.ts';
export { commandHint, deliverHint, holdHint } from './home/commandHint.ts';
export {
  appendDelivery,
  readFirstDelivery,
  listRotatedLogs,
  readLastSuccess,
  type DeliveryEvent,
  type DeliveryLine,
} from './home/deliveryLog.ts';
export { acquireLock, lockHome, type Lock } from './home/lock.ts';
export { isHolderAlive, readLockHolder, type LockHolder } from './home/lockDirectory.ts';
export { parseStat, readBootId, readStartTime } from './home/processIdentity.ts';
export { readConfig } from './settings/config.ts';
export { readTrustedFile } from './settings/trustedFile.ts';
export { defaultSettings, resolveSettings, toCount, type SettingFlags, type Settings } from './settings/settings.ts';
export { dropUnsafe, toPrintable, toPrintableJson, toPrintableLine } from './text/terminal.ts';
export { quoteWord } from './text/quoteWord.ts';
export { redact } from './text/redact.ts';
export { randomName } from './text/randomName.ts';
export { decodeUtf8 } from './text/decodeUtf8.ts';
export { toWellFormed } from './text/toWellFormed.ts';
export { countOf } from './text/countOf.ts';
export { formatDuration, parseDuration } from './text/duration.ts';
export { type CliSpec, type CommandSpec, type Invocation, type OptionSpec } from './cli/cli.ts';
export { isTerminal, writeOut } from './cli/output.ts';
export { createTalk, type Talk } from './cli/talk.ts';
export { runCli } from './cli/runCli.ts';
export { readEnvironment } from './cli/arguments.ts';
