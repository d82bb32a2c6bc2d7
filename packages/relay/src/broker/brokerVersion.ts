/** The first version whose broker can be told to sync what it acknowledges. */
const least = [2, 10] as const;

/** What to say of a version that does not keep what it has acknowledged over a power cut; undefined for any other. */
export function findVersionFlaw(version: string): string | undefined {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  if (major > least[0] || (major === least[0] && minor >= least[1])) return undefined;
  return `the broker is nats-server ${version}: before ${least.join('.')} a power cut can take reports that it has acknowledged`;
}
