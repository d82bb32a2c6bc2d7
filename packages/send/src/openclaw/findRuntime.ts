import { dirname } from 'node:path';

import { describeVerdict, judgeOpenclaw, probeRuntime, requireScripts } from '@owner-report/cli';
import { MissingProgramError } from '@owner-report/spool';

import { openclawEnvironment } from './stateDirectory.ts';

/** How OpenClaw's command is started. */
export interface OpenclawCommand {
  program: string;
  /** What stands before the arguments. */
  args: readonly string[];
  environment: NodeJS.ProcessEnv;
}

/**
 * Finds OpenClaw and the node that suits it.
 * @returns undefined where none is installed and none is named
 * @throws MissingProgramError for one that is named and not there, or that no node suits
 */
export async function findOpenclaw(environment: NodeJS.ProcessEnv): Promise<OpenclawCommand | undefined> {
  const { runtime, complaint } = await probeRuntime(requireScripts(), environment);
  const verdict = judgeOpenclaw(runtime, environment);
  if (verdict.verdict === 'noOpenclaw') {
    if ((environment['OPENCLAW_ENTRY'] ?? '') === '') return undefined;
    throw new MissingProgramError(complaint.trim());
  }
  const fault = describeVerdict(verdict);
  if (fault !== undefined) throw new MissingProgramError(fault.found, { remedy: fault.remedy });
  const { entry, command, node } = runtime?.openclaw ?? {};
  const nodePath = node?.path ?? process.execPath;
  const own = openclawEnvironment(environment);
  if (entry != null) return { program: nodePath, args: [entry], environment: own };
  // A command of it begins with `env node`.
  const PATH = `${dirname(nodePath)}:${own['PATH'] ?? '/usr/bin:/bin'}`;
  return { program: command ?? 'openclaw', args: [], environment: { ...own, PATH } };
}
