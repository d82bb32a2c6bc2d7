import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** Every file and directory below `dir`, with what changes when it is written: inode, size, time in ns. */
export function takeInventory(dir) {
  const inventory = new Map();
  for (const entry of readdirSync(dir, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    const { ino, size, mtimeNs } = statSync(path, { bigint: true });
    // A directory's time changes when a lock comes and goes; what it holds afterwards is looked at by itself.
    inventory.set(path, entry.isDirectory() ? 'directory' : `${ino} ${size} ${mtimeNs}`);
  }
  return inventory;
}

/** Paths that are new, gone or written anew between two inventories. */
export function listChanges(before, after) {
  const paths = new Set([...before.keys(), ...after.keys()]);
  return [...paths].filter((path) => before.get(path) !== after.get(path));
}
