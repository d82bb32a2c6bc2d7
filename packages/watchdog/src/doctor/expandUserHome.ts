/** A path as a shell expands it, of all expansions only that of the home directory: `~/`, `$HOME`, `${HOME}`. */
export function expandUserHome(path: string, userHome: string): string {
  return path.replace(/^~(?=\/)|\$HOME\b|\$\{HOME\}/g, () => userHome);
}
