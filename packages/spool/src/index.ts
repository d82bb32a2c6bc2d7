export * from './errors.ts';
export { createPart, loadParts, type Part, PartNeeded, requireParts, runWithParts, throwPartNeeded } from './part.ts';
export {
  aFlag,
  aNumber,
  anything,
  anObject,
  aText,
  fit,
  fits,
  listOf,
  looseObjectOf,
  nullable,
  objectOf,
  oneOf,
  optional,
  orElse,
  orIfAbsent,
  mapOf,
  type Shape,
  type Shaped,
  where,
} from './shape.ts';
export { schemaVersion, version } from './version.ts';
export { steadyMs } from './steadyMs.ts';
export { isStatus, type Status, statuses } from './report/status.ts';
export { type ExtraValue, type FieldName, fieldNames, type Report } from './report/report.ts';
export { generateReportId, isReportId, reportIdForm, timeOfReportId } from './report/reportId.ts';
export { messageBody, parseReport, pickFields } from './report/parseReport.ts';
export { formatReport, maxReportBytes } from './report/formatReport.ts';
export { yamlPart } from './report/yamlPart.ts';
export { findLostWords } from './report/findLostWords.ts';
export { titleOf } from './report/headline.ts';
export { renderBody, renderFacts, underHeadline } from './report/renderBody.ts';
export { sameReport } from './report/sameReport.ts';
export { expandPath } from './home/expandPath.ts';
export { findUserHome } from './home/userHome.ts';
export { ensureHome, type Home, homeDirOf, type Place, places, reportPath, resolveHome } from './home/home.ts';
export {
  isUnchanged,
  linkDurable,
  mkdirDurable,
  removeQuietly,
  removeWhatever,
  syncDir,
  syncFile,
  writeNewFile,
  writeScratchFile,
} from './home/durable.ts';
export { replaceFile, replaceFileMeanwhile } from './home/replaceFile.ts';
export { createPrivate, openOrCreate, otherOwnerOf } from './home/private.ts';
export { isExecutableFile } from './home/isExecutableFile.ts';
export { lstatIfThere } from './home/lstatIfThere.ts';
export { ownerRemedy } from './home/ownerRemedy.ts';
export { digestOf, readReport, readReportBytes, type StoredReport } from './home/readReport.ts';
export { type Entry, hasReports, type Listing, listReports } from './home/listReports.ts';
export { readEnd } from './home/readEnd.ts';
export { describeForeign } from './home/describeForeign.ts';
export { findReport, findReportById, type Located } from './home/findReport.ts';
export { enqueue, type Enqueued } from './home/enqueue.ts';
export { keepAside } from './home/keepAside.ts';
export { holdReport, moveReport } from './home/moveReport.ts';
export { appendDelivery, type DeliveryEvent, type DeliveryLine, listRotatedLogs } from './home/deliveryLog.ts';
export { type FindEvent, searchDeliveries } from './home/searchDeliveries.ts';
export { noteLastPass, noTurns, readTurns, type Turns } from './home/lastPass.ts';
export { noteHookFailure } from './home/hookFailures.ts';
export { readDeliveries, readFirstDelivery, readLog, timeOfRotation } from './home/readDeliveries.ts';
export { deliveryOutcomes, foldDeliveries, isOutcome, readDeliveryTotals } from './home/deliveryTotals.ts';
export { type LastPass, readLastPass } from './home/readLastPass.ts';
export { noteLastSend, readLastSend } from './home/lastSend.ts';
export { noteLastTick } from './home/lastTick.ts';
export { type JobStanding, jobStates, type LastTick, readLastTick } from './home/readLastTick.ts';
export { acquireLock, type Lock, lockHome } from './home/lock.ts';
export { describeHolder, resumeHint, unseenHolder } from './home/describeHolder.ts';
export { readLockHolder } from './home/lockHolder.ts';
export { type LockState, readLockState } from './home/lockState.ts';
export {
  isPidNamespaceOurs,
  type ProcessRecord,
  readBootId,
  readPidNamespace,
  readProcessState,
  recordOf,
  recordOfThisProcess,
  thisMachine,
} from './home/processIdentity.ts';
export {
  listProcesses,
  readProcessStat,
  readProcessVariables,
  readProcessWords,
  seesProcesses,
} from './home/processTable.ts';
export { NotPlainError, openPlain } from './home/openPlain.ts';
export { readFields } from './home/readFields.ts';
export { followLink } from './home/followLink.ts';
export { readPlainFile } from './home/readPlainFile.ts';
export { listTaken, removeTaken, type Taken, takeAside } from './home/takeAside.ts';
export { dropUnsafe, toPrintable, toPrintableJson, toPrintableLine } from './text/terminal.ts';
export { decodeUtf8 } from './text/decodeUtf8.ts';
export { readJsonTokens } from './text/readJsonTokens.ts';
export { findDuplicateKeys } from './text/findDuplicateKeys.ts';
export { readBoldLine } from './text/boldLine.ts';
export { channelLimit, type ChannelLimit, type LengthUnit, lengthUnits, measureText } from './text/channelLimit.ts';
export { fitMessage } from './text/fitMessage.ts';
export { cutBefore } from './text/graphemes.ts';
export { listSome } from './text/listSome.ts';
export { isMessageId, longestMessageId } from './text/messageId.ts';
export { shorten, showText } from './text/showText.ts';
export { lastLine } from './text/lastLine.ts';
export { moveAwayHint, quoteWord, spellWord } from './text/quoteWord.ts';
export { redact, redactField } from './text/redact.ts';
export { isSecretOption } from './text/secretNames.ts';
export { randomName } from './text/randomName.ts';
export { assertResolvable } from './text/assertResolvable.ts';
export { toWellFormed } from './text/toWellFormed.ts';
export { countOf } from './text/countOf.ts';
export { formatAgo, formatDuration, parseAge, parseDuration } from './text/duration.ts';
