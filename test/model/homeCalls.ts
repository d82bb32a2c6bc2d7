import { relative } from 'node:path';

/** A call of a command on its home, or on what it sends into. */
export interface HomeCall {
  /** By this it is let go, where it waits. */
  number: number;
  pid: number;
  program: string;
  /** Such as `rename record`: what is done, and to what. */
  words: string;
  /** Id of the report it is about, if it is about one. */
  report: string | undefined;
  path: string;
}

const attempts: readonly (readonly [RegExp, string])[] = [
  [/^owner$/, 'fence'],
  [/^owner\.\w+\.new$/, 'new fence'],
  [/^(?<id>.+)\.json$/, 'record'],
  [/^(?<id>.+)\.json\.\w+\.new$/, 'new record'],
  [/^(?<id>.+)\.\d+\.\w{24}\.run$/, 'claim'],
  [/^(?<id>.+)\.\d+\.\w{24}\.timeout$/, 'mark'],
  [/^(?<id>.+)\.\d+\.\w{24}\.sent$/, 'snapshot'],
  [/^(?<id>.+)\.\d+\.\w{24}\.sent\.\w+\.new$/, 'new bytes'],
  [/^(?<id>.+)\.\d+\.\w{24}\.message$/, 'message'],
  [/^(?<id>.+)\.\d+\.\w{24}\.output$/, 'output'],
  [/^(?<id>.+)\.\d+\.\w{24}\.result$/, 'result'],
  [/^(?<id>.+)\.\w{12}\.taken$/, 'taken'],
];

const elsewhere: readonly (readonly [RegExp, string])[] = [
  [/^lock\/holder\.json$/, 'lock'],
  [/^lock$/, 'lock'],
  [/^lock\..*\.gone$/, 'lock away'],
  [/^lock\./, 'new lock'],
  [/^last-send\.json$/, 'last send'],
  [/^pending\/(?<id>.+)\.md$/, 'pending'],
  [/^sent\/(?<id>.+)\.md$/, 'sent'],
  [/^held\/(?<id>.+)\.md$/, 'held'],
  [/^(?:pending|sent|held|tmp|attempts)$/, '$&/'],
  [/^$/, 'home/'],
  [/^\/.*\/command\/(\w+)$/, '$1'],
];

/** Reads a line of the log of calls. @param home its directory */
export function readHomeCall(home: string, line: string): HomeCall {
  const [number, pid, program = '', call = '', path = ''] = line.replace(/ HIT$/, '').split(' ');
  const isInside = path === home || path.startsWith(`${home}/`);
  const name = isInside ? relative(home, path) : path;
  const inAttempts = /^attempts\/(.*)$/.exec(name)?.[1];
  const [what, report] = describe(inAttempts ?? name, inAttempts === undefined ? elsewhere : attempts);
  return { number: Number(number), pid: Number(pid), program, words: `${call} ${what ?? name}`, report, path };
}

function describe(
  name: string,
  kinds: readonly (readonly [RegExp, string])[],
): [what: string | undefined, report: string | undefined] {
  for (const [pattern, what] of kinds) {
    const found = pattern.exec(name);
    if (found !== null) return [what.replace('$&', name).replace('$1', found[1] ?? ''), found.groups?.['id']];
  }
  return [undefined, undefined];
}
