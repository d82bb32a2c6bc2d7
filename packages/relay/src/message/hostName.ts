import { hostname } from 'node:os';

import { ConfigError } from '@owner-report/spool';

const longest = 32;
const form = /^[a-z0-9]([a-z0-9-]{0,30}[a-z0-9])?$/;

/** The form of a host's name, for messages. */
const hostNameForm = `at most ${longest} small letters, digits and "-", of which the first and the last are no "-"`;

/** Whether a host can have that name: it is a part of a subject, of ids and of file names. */
export function isHostName(name: string): boolean {
  return form.test(name);
}

/** The name of a machine made to fit: `DB1.example.org` is `db1-example-org`. Undefined when nothing is left of it. */
export function fitHostName(name: string): string | undefined {
  const fitted = name
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replace(/^-/, '')
    .slice(0, longest)
    .replace(/-$/, '');
  return isHostName(fitted) ? fitted : undefined;
}

/**
 * The name of this host at the hub: the one that is set, else the machine's, made to fit.
 * @param given '' for none
 * @throws ConfigError
 */
export function findHostName(given: string, machine = hostname()): string {
  const remedy = 'Set "relayHost" in config.json, OWNER_REPORT_HOST or --host.';
  if (given === '') {
    const fitted = fitHostName(machine);
    if (fitted !== undefined) return fitted;
    throw new ConfigError(`the host's name: nothing of ${JSON.stringify(machine)} fits; expected ${hostNameForm}`, {
      remedy,
    });
  }
  if (isHostName(given)) return given;
  const fitted = fitHostName(given);
  const meant = fitted === undefined ? '' : ` For example: ${fitted}`;
  throw new ConfigError(`the host's name: expected ${hostNameForm}, got ${JSON.stringify(given)}`, {
    remedy: `${remedy}${meant}`,
  });
}
