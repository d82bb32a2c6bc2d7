import { parseJson, readTrustedFile } from '@owner-report/cli';
import { ConfigError, findDuplicateKeys } from '@owner-report/spool';

import { checkJob, type Links, linksOf, type PlacedJob, readAfter } from './crossChecks.ts';
import { type FollowUp, type Job, resolveJob } from './job.ts';
import { findOddities } from './oddities.ts';
import { readPlainDefaults, readPlainJob } from './plainEntry.ts';
import { findUnknownKeys, formatProblem, type Problem, toProblems } from './problem.ts';
import type { DefaultsEntry, JobEntry } from './schema.ts';
import { schemaPart } from './schemaPart.ts';
import { suggest } from './suggest.ts';

const maxConfigBytes = 8 * 1024 * 1024;

/** A job that cannot be used, and why. */
export interface Fault {
  /** The job's id, `jobs[2]` when it has none, or `(defaults)`. */
  id: string;
  /** As the file says, for people. */
  kind: string;
  /** What its job is followed by, as far as that can be read. */
  after: FollowUp[];
  problems: Problem[];
}

/** The jobs of a file: those that can be used, and what is wrong with the others. */
export interface Jobs {
  path: string;
  jobs: Map<string, Job>;
  faults: Fault[];
  /** What is odd about the file and not wrong. A tick does not ask: it would say so each minute. */
  findWarnings: () => Problem[];
  /** The group of the file can write it. */
  fileWarning: string | undefined;
}

/** Why a file has no job of this id that can be used. */
export function describeMissing({ faults }: Pick<Jobs, 'faults'>, id: string): string {
  const isKnown = faults.some((fault) => fault.id === id);
  return isKnown ? 'its entry in the config cannot be used' : 'no such job is configured';
}

/** All that a file says, with what is wrong with the file as a whole. */
export interface Inspection extends Jobs {
  /** Not empty: nothing of it may be used. */
  wholeProblems: Problem[];
  /** What is well formed and hardly meant. */
  findOddities: () => Problem[];
}

/**
 * Reads the jobs of a file.
 * @throws ConfigError for a fault of the whole file: absent, not trusted, not JSON, no version 1, no list of jobs,
 * duplicate ids. PartNeeded
 */
export function readJobs(path: string): Jobs {
  const jobs = inspectJobs(path);
  const { wholeProblems } = jobs;
  if (wholeProblems.length === 0) return jobs;
  throw new ConfigError(`${path}: ${wholeProblems.map(formatProblem).join('; ')}`, {
    remedy: 'Nothing is run and what is remembered stays as it is. See "owner-report-monitor schema".',
  });
}

/**
 * Reads all that a file says, however much is wrong with it.
 * @throws ConfigError when it is absent, not trusted, or not JSON
 */
export function inspectJobs(path: string): Inspection {
  const file = readTrustedFile(path, maxConfigBytes);
  if (file === undefined) {
    throw new ConfigError(`${path}: expected a file with jobs, found none`, {
      remedy: 'Write one, or name another with --config-file. See "owner-report-monitor schema".',
    });
  }
  const value = parseJson(file.text, path);
  const wholeProblems = findWholeProblems(value);
  const { defaults, jobs } = (value ?? {}) as { defaults?: unknown; jobs?: unknown };
  const entries: unknown[] = Array.isArray(jobs) ? jobs : [];
  const { placed, ...read } = readEntries(defaults, entries);
  return {
    path,
    wholeProblems,
    fileWarning: file.warning,
    findWarnings: () => findWarnings(file, value, defaults, entries),
    findOddities: () => placed.flatMap(({ index, entry, job }) => findOddities(index, entry, job)),
    ...read,
  };
}

function findWarnings(
  { text, warning }: { text: string; warning: string | undefined },
  value: unknown,
  defaults: unknown,
  entries: readonly unknown[],
): Problem[] {
  const { knownKeys } = schemaPart.get();
  return [
    ...(warning === undefined ? [] : [{ path: 'file', message: warning }]),
    ...findUnknownKeys(value, knownKeys.file, []),
    ...findDuplicateKeys(text).map((key) => ({ path: key, message: 'stands twice; only the last counts' })),
    ...findUnknownKeys(defaults, knownKeys.defaults, ['defaults']),
    ...entries.flatMap((entry, index) => findUnknownKeys(entry, knownKeys.job, ['jobs', index])),
  ];
}

function findWholeProblems(value: unknown): Problem[] {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return [{ path: 'whole file', message: 'expected a JSON object' }];
  const problems: Problem[] = [];
  const { version, jobs } = value as Record<string, unknown>;
  if (version !== 1)
    problems.push({ path: 'version', message: `expected 1, got ${JSON.stringify(version) ?? 'nothing'}` });
  if (!Array.isArray(jobs)) {
    const hint =
      suggest(
        'jobs',
        Object.keys(value).filter((key) => key !== 'jobs'),
      ) === ''
        ? ''
        : ' under this name';
    return [
      ...problems,
      { path: 'jobs', message: `expected a list${hint}, got ${jobs === undefined ? 'nothing' : typeof jobs}` },
    ];
  }
  const first = new Map<string, number>();
  jobs.forEach((entry, index) => {
    const id = idOf(entry);
    if (id === undefined) return;
    const before = first.get(id);
    if (before === undefined) first.set(id, index);
    else
      problems.push({
        path: `jobs[${index}].id`,
        message: `expected an id of its own, got ${JSON.stringify(id)}, which is that of jobs[${before}]`,
      });
  });
  return problems;
}

interface ReadEntries extends Pick<Jobs, 'jobs' | 'faults'> {
  /** Those that are well formed, each with its entry. */
  placed: (PlacedJob & { entry: JobEntry })[];
}

function readEntries(defaults: unknown, entries: readonly unknown[]): ReadEntries {
  const faults: Fault[] = [];
  const common = readDefaults(defaults, faults);
  const placed: ReadEntries['placed'] = [];
  const links = new Map(
    entries.flatMap((entry) => (idOf(entry) === undefined ? [] : [[idOf(entry) ?? '', linksOf(entry)]])),
  );
  entries.forEach((entry, index) => {
    const read = readEntry(index, entry, links);
    if ('problems' in read) {
      faults.push({ id: faultIdOf(entry, index), kind: kindOf(entry), after: readAfter(entry), ...read });
      return;
    }
    const job = resolveEntry(read.entry, index, common, faults);
    if (job !== undefined) placed.push({ index, entry: read.entry, job });
  });
  const all = new Map(placed.map(({ job }) => [job.id, job]));
  const jobs = new Map<string, Job>();
  for (const one of placed) {
    const problems = checkJob(one, all, links);
    if (problems.length === 0) jobs.set(one.job.id, one.job);
    else faults.push({ id: one.job.id, kind: one.job.kind, after: one.job.after, problems });
  }
  return { jobs, faults, placed };
}

function readEntry(index: number, entry: unknown, links: Links): { entry: JobEntry } | { problems: Problem[] } {
  const given = dropNulls(entry);
  const plain = readPlainJob(given);
  if (plain !== undefined) return { entry: plain };
  const { jobSchema, checkFaultyEntry } = schemaPart.get();
  const parsed = jobSchema.safeParse(given);
  if (parsed.success) return { entry: parsed.data };
  const problems = toProblems(parsed.error, entry, ['jobs', index]);
  return { problems: [...problems, ...checkFaultyEntry(index, idOf(entry), given, links)] };
}

// Where no home directory of the user can be told, that takes out the jobs that need one.
function resolveEntry(entry: JobEntry, index: number, common: DefaultsEntry, faults: Fault[]): Job | undefined {
  try {
    return resolveJob(entry, common);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    const problems = [{ path: `jobs[${index}].cwd`, message: error.message }];
    faults.push({ id: entry.id, kind: entry.kind, after: readAfter(entry), problems });
    return undefined;
  }
}

// A bad field of the defaults falls back to what is built in, and is said.
function readDefaults(defaults: unknown, faults: Fault[]): DefaultsEntry {
  if (defaults === undefined || defaults === null) return {};
  const plain = readPlainDefaults(dropNulls(defaults));
  if (plain !== undefined) return plain;
  const { defaultsSchema } = schemaPart.get();
  const parsed = defaultsSchema.safeParse(dropNulls(defaults));
  if (parsed.success) return parsed.data;
  faults.push({
    id: '(defaults)',
    kind: 'defaults',
    after: [],
    problems: toProblems(parsed.error, defaults, ['defaults']),
  });
  if (typeof defaults !== 'object') return {};
  const good = Object.entries(dropNulls(defaults) as object).filter(
    ([key, value]) => defaultsSchema.safeParse({ [key]: value }).success,
  );
  return defaultsSchema.parse(Object.fromEntries(good));
}

// null says as much as nothing at all.
function dropNulls(value: unknown): unknown {
  if (!hasNull(value)) return value;
  const kept = Object.entries(value).filter(([, inner]) => inner !== null);
  return Object.fromEntries(kept.map(([key, inner]) => [key, dropNulls(inner)]));
}

function hasNull(value: unknown): value is object {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  return Object.values(value).some((inner) => inner === null || hasNull(inner));
}

function idOf(entry: unknown): string | undefined {
  const id = (entry as { id?: unknown } | null | undefined)?.id;
  return typeof id === 'string' && id.trim() !== '' ? id.trim() : undefined;
}

// An id under which nothing can be remembered would be told each time.
function faultIdOf(entry: unknown, index: number): string {
  const id = idOf(entry);
  return id === undefined || id === '__proto__' ? `jobs[${index}]` : id;
}

function kindOf(entry: unknown): string {
  const kind = (entry as { kind?: unknown } | null | undefined)?.kind;
  return typeof kind === 'string' ? kind : 'kind unknown';
}
