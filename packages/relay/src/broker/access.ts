import { readFileSync } from 'node:fs';

import { readSecretFile } from '@owner-report/cli';
import { ConfigError, errnoOf, messageOf, quoteWord } from '@owner-report/spool';

/** By what the broker knows us, and we it. */
export interface Access {
  /** Seed of an nkey; undefined where none is set. */
  seed: Uint8Array | undefined;
  /** Certificates of the authorities that are trusted, PEM; undefined for those that Node knows. */
  ca: string | undefined;
}

// A seed of a user: base32, with a checksum, which the client checks.
const seedForm = /^SU[A-Z2-7]{56}$/;

/** Reads the files of an access. @throws ConfigError */
export function readAccess(keyFile: string | undefined, caFile: string | undefined): Access {
  return {
    seed: keyFile === undefined ? undefined : readSeed(keyFile),
    ca: caFile === undefined ? undefined : readCertificates(caFile),
  };
}

function readSeed(path: string): Uint8Array {
  const text = readSecretFile(path, 'the key');
  if (text === undefined) {
    throw new ConfigError(`the key: ${path}: expected a file, found none`, {
      remedy: 'Set "relayKeyFile" in config.json, OWNER_REPORT_KEY_FILE or --key-file to the file of this host.',
    });
  }
  const seed = text.trim();
  if (seedForm.test(seed)) return Buffer.from(seed);
  throw new ConfigError(
    `the key: ${path}: expected one line, the seed of an nkey of a user (SU…), found something else`,
    {
      remedy: 'Make one: docs/relay.md says how.',
    },
  );
}

function readCertificates(path: string): string {
  try {
    const text = readFileSync(path, 'utf8');
    if (text.includes('-----BEGIN CERTIFICATE-----')) return text;
  } catch (error) {
    throw new ConfigError(`the certificates: ${path}: cannot be read: ${messageOf(error)}`, {
      cause: error,
      remedy: `Set "relayCaFile" to the file of the broker's authority${errnoOf(error) === 'ENOENT' ? '' : `: ls -l ${quoteWord(path)}`}.`,
    });
  }
  throw new ConfigError(`the certificates: ${path}: expected "-----BEGIN CERTIFICATE-----" in it, found none`, {
    remedy: 'Set "relayCaFile" to the certificate (PEM) of the authority that vouches for the broker.',
  });
}
