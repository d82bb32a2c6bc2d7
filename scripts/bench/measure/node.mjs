import { execFileSync } from 'node:child_process';

let path = process.execPath;

/** The node that both sides of a row are started with. */
export function nodePath() {
  return path;
}

/** From now on it is this one. @returns its version, such as `v22.13.0` @throws where it is none */
export function useNode(wanted) {
  path = wanted;
  return execFileSync(wanted, ['-p', 'process.version'], { encoding: 'utf8' }).trim();
}
