const digits = 36;

/** Some letters and digits for a name that nobody else uses; not a secret. */
export function randomName(length: number): string {
  // node:crypto takes longer to load than all of the rest of a small command.
  return Array.from({ length }, () => Math.floor(Math.random() * digits).toString(digits)).join('');
}
