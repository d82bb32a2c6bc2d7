import type { Runtime } from './probeRuntime.ts';

/**
 * Whether OpenClaw could be run with what the probe found.
 * - `noOpenclaw`: it is not there.
 * - `noNode`: no node that could run it is there; `path` is where one was looked for.
 * - `unfit`: its node is too old or too new for it.
 * - `fit`: it can run; so it is held where its `engines` cannot be read.
 */
export type OpenclawVerdict =
  | { verdict: 'noOpenclaw' }
  | { verdict: 'noNode'; name: string; engines: string; path: string }
  | { verdict: 'unfit'; name: string; engines: string; path: string; found: string }
  | { verdict: 'fit'; name: string };

/** The one judgement of passes and doctor. */
export function judgeOpenclaw(runtime: Runtime | undefined, environment: NodeJS.ProcessEnv): OpenclawVerdict {
  const { openclaw } = runtime ?? {};
  const program = openclaw?.entry ?? openclaw?.command;
  if (program == null) return { verdict: 'noOpenclaw' };
  const { version, node } = openclaw ?? {};
  const engines = openclaw?.engines ?? '';
  const name = `OpenClaw ${version ?? 'of unknown version'} (${program})`;
  const path = node?.path ?? environment['OPENCLAW_NODE_BIN'] ?? '';
  if (node?.version == null) return { verdict: 'noNode', name, engines, path };
  if (node.satisfies === false) return { verdict: 'unfit', name, engines, path, found: node.version };
  return { verdict: 'fit', name };
}

/** What is wrong, and what to do; undefined where nothing is. */
export function describeVerdict(verdict: OpenclawVerdict): { found: string; remedy: string } | undefined {
  switch (verdict.verdict) {
    case 'fit':
      return undefined;
    case 'noOpenclaw':
      return {
        found: 'expected OpenClaw, found none',
        remedy:
          'Install OpenClaw, set OPENCLAW_ENTRY to its dist/entry.js, or OWNER_REPORT_SEND_CMD to another send command.',
      };
    case 'noNode':
    case 'unfit': {
      const found = verdict.verdict === 'unfit' ? verdict.found : 'no usable one';
      return {
        found: `${verdict.name}: expected a node ${verdict.engines}, found ${found} at '${verdict.path}'`,
        remedy: 'Set OPENCLAW_NODE_BIN to one that fits.',
      };
    }
  }
}
