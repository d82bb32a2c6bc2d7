/**
 * A part of the program that an ordinary call does without, in a file of its own: a library, mostly, and what is said in its
 * words. It is loaded when a call turns out to need it.
 */
export interface Part<T> {
  /** The part. @throws PartNeeded while it is not loaded */
  get: () => T;
  load: () => Promise<T>;
}

/** A call needs a part that is not loaded: see `runWithParts`. */
export class PartNeeded extends Error {}

/** For who deals with every error: that a part is needed is none, and goes on to whoever runs the call. */
export function throwPartNeeded(error: unknown): void {
  if (error instanceof PartNeeded) throw error;
}

const parts: Part<unknown>[] = [];

// From then on no call begins anew.
let areLoaded = false;

/** @param load loads the file of the part */
export function createPart<T>(load: () => Promise<T>): Part<T> {
  let loaded: T | undefined;
  const part: Part<T> = {
    get: () => {
      if (loaded === undefined) throw needed();
      return loaded;
    },
    load: async () => (loaded ??= await load()),
  };
  parts.push(part);
  return part;
}

/** For what a call does only once, and not on its ordinary way. @throws PartNeeded while it may begin anew */
export function requireParts(): void {
  if (!areLoaded) throw needed();
}

function needed(): PartNeeded {
  return new PartNeeded('a part of this program is not loaded');
}

/**
 * Loads all parts: for a call that could not begin anew, or that lives long. The files of this program may be replaced meanwhile,
 * by a build or an upgrade.
 */
export async function loadParts(): Promise<void> {
  await Promise.all(parts.map((part) => part.load()));
  areLoaded = true;
}

/**
 * Runs a call that mostly needs no part. Where it turns out to need one it begins anew with all of them: what is read once, written
 * or said must come behind the first use of each part, or behind `requireParts`.
 */
export async function runWithParts<T>(call: () => T | Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    if (!(error instanceof PartNeeded)) throw error;
  }
  await loadParts();
  return call();
}
