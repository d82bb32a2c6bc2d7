// Checks a package-lock.json without network: where packages come from, whether they have a checksum, and whether their
// version is in a list of bad ones.
import { readFileSync } from 'node:fs';

const lockFile = process.env.SCAN_LOCKFILE ?? 'sample/package-lock.json';
const hosts = (process.env.SCAN_REGISTRY_HOSTS ?? 'registry.npmjs.org').split(/[\s,]+/);
const advisories = readJson(process.env.SCAN_ADVISORIES ?? 'advisories.json');
const { packages } = readJson(lockFile);
if (typeof packages !== 'object' || packages === null) {
  console.error(`${lockFile}: expected "packages", which lock files of version 2 and 3 have`);
  process.exit(65);
}

// The root, workspaces and links to them come from here.
const installed = Object.entries(packages).filter(([path, { link }]) => path.includes('node_modules/') && !link);
const findings = installed.flatMap(([path, entry]) => check(entry.name ?? path.split('node_modules/').at(-1), entry));
for (const finding of findings.slice(0, 7)) console.log(`ALERT: ${finding}`);
if (findings.length > 7) console.log(`ALERT: and ${findings.length - 7} more`);
if (findings.length === 0) console.log(`ok: ${installed.length} packages of ${lockFile}`);

function check(name, { version, resolved, integrity, inBundle }) {
  const what = `${name}@${version}`;
  const bad = (advisories[name] ?? []).includes(version) ? [`${what} is listed as bad`] : [];
  if (inBundle) return bad;
  // npm leaves the address out when it is told to: then the registry of the settings counts.
  const url = resolved === undefined ? undefined : new URL(resolved);
  if (url !== undefined && (url.protocol !== 'https:' || !hosts.includes(url.host)))
    bad.push(`${what} comes from ${url.protocol}//${url.host}`);
  if (integrity === undefined) bad.push(`${what} has no checksum`);
  return bad;
}

function readJson(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    console.error(`${path}: cannot be read: ${error.message}`);
    process.exit(66);
  }
}
