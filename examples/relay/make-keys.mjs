#!/usr/bin/env node
// Makes the nkeys of a hub and of hosts, and the users of the broker: node make-keys.mjs DIRECTORY HOST...
// DIRECTORY/hub.key is for the hub, DIRECTORY/host-NAME.key for the host of that name, DIRECTORY/users.conf for the broker. A key
// that is there is kept: to add a host, name all of them again. Needs nothing but node.
import { createPrivateKey, createPublicKey, generateKeyPairSync } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const [directory, ...hosts] = process.argv.slice(2);
const odd = hosts.find((host) => !/^[a-z0-9]([a-z0-9-]{0,30}[a-z0-9])?$/.test(host));
if (directory === undefined || hosts.length === 0 || odd !== undefined) {
  console.error(
    odd === undefined
      ? 'expected a directory and the names of hosts, for example: node make-keys.mjs . db1 web1 web2'
      : `expected the name of a host, at most 32 small letters, digits and "-", got ${JSON.stringify(odd)}`,
  );
  process.exit(64);
}

const rightsOfHub = {
  publish: [
    '$JS.API.INFO',
    '$JS.API.STREAM.INFO.OWNER_REPORTS',
    '$JS.API.STREAM.CREATE.OWNER_REPORTS',
    '$JS.API.CONSUMER.*.OWNER_REPORTS.hub',
    '$JS.API.CONSUMER.DURABLE.CREATE.OWNER_REPORTS.hub',
    '$JS.API.CONSUMER.MSG.NEXT.OWNER_REPORTS.hub',
    '$JS.ACK.OWNER_REPORTS.hub.>',
  ],
  subscribe: ['_INBOX_HUB.>'],
};
const rightsOfHost = (host) => ({ publish: [`owner.reports.${host}`], subscribe: [`_INBOX_${host}.>`] });

mkdirSync(directory, { recursive: true, mode: 0o700 });
const users = [
  userOf('hub.key', rightsOfHub),
  ...[...new Set(hosts)].map((host) => userOf(`host-${host}.key`, rightsOfHost(host))),
];
writeFileSync(join(directory, 'users.conf'), `users: [\n${users.join('\n')}\n]\n`);
console.log(`${users.length} keys and users.conf are in ${directory}`);

function userOf(name, { publish, subscribe }) {
  const list = (subjects) => `{ allow: [${subjects.map((subject) => JSON.stringify(subject)).join(', ')}] }`;
  const permissions = `{ publish: ${list(publish)}, subscribe: ${list(subscribe)} }`;
  return `  # ${name}\n  { nkey: ${publicKeyOf(readOrMake(join(directory, name)))}, permissions: ${permissions} }`;
}

/** The 32 bytes of a key. */
function readOrMake(path) {
  try {
    return fromBase32(readFileSync(path, 'utf8').trim()).subarray(2, 34);
  } catch (error) {
    if (error.code !== 'ENOENT') throw error;
  }
  const { d } = generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' });
  const seed = Buffer.from(d, 'base64url');
  // Of a user: the prefixes of seed and user, five bits each.
  writeFileSync(path, `${encode(Buffer.concat([Buffer.of(0x95, 0x00), seed]))}\n`, { mode: 0o600, flag: 'wx' });
  return seed;
}

function publicKeyOf(seed) {
  // What stands before the key in PKCS #8.
  const head = Buffer.from('302e020100300506032b657004220420', 'hex');
  const key = createPrivateKey({ key: Buffer.concat([head, seed]), format: 'der', type: 'pkcs8' });
  const { x } = createPublicKey(key).export({ format: 'jwk' });
  return encode(Buffer.concat([Buffer.of(0xa0), Buffer.from(x, 'base64url')]));
}

/** An nkey: bytes, their CRC-16 (XMODEM) with its low byte first, in base32. */
function encode(bytes) {
  const crc = crc16(bytes);
  return toBase32(Buffer.concat([bytes, Buffer.of(crc & 0xff, crc >> 8)]));
}

function crc16(bytes) {
  let crc = 0;
  for (const byte of bytes) {
    crc ^= byte << 8;
    for (let bit = 0; bit < 8; bit += 1) crc = (crc & 0x8000 ? (crc << 1) ^ 0x1021 : crc << 1) & 0xffff;
  }
  return crc;
}

function toBase32(bytes) {
  const bits = [...bytes].map((byte) => byte.toString(2).padStart(8, '0')).join('');
  return bits
    .match(/.{1,5}/g)
    .map((five) => alphabet()[Number.parseInt(five.padEnd(5, '0'), 2)])
    .join('');
}

function fromBase32(text) {
  const bits = [...text].map((letter) => alphabet().indexOf(letter).toString(2).padStart(5, '0')).join('');
  return Buffer.from(bits.match(/.{8}/g).map((byte) => Number.parseInt(byte, 2)));
}

function alphabet() {
  return 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
}
