import { errors } from '@nats-io/transport-node';
import { ConfigError, UnavailableError } from '@owner-report/spool';
import { describe, expect, test } from 'vitest';

import { findVersionFlaw } from '../../../packages/relay/src/broker/brokerVersion.ts';
import { explainBrokerError } from '../../../packages/relay/src/broker/explainBrokerError.ts';
import { hostOf, parseServers } from '../../../packages/relay/src/broker/servers.ts';
import { findStreamFlaws, streamConfig } from '../../../packages/relay/src/broker/stream.ts';

describe('the brokers', () => {
  test('are addresses with commas between them', () => {
    const servers = parseServers(' tls://a.example:4222, nats://10.0.0.5 ,tls://[::1]:4222/');
    expect(servers).toEqual({
      addresses: ['tls://a.example:4222', 'nats://10.0.0.5', 'tls://[::1]:4222/'],
      needsTls: true,
    });
    expect(servers.addresses.map(hostOf)).toEqual(['a.example', '10.0.0.5', '::1']);
    expect(parseServers('nats://a').needsTls).toBe(false);
  });

  test.each(['', ' , ', 'hub:4222', 'http://hub', 'tls://', 'tls://hub/path', 'tls://hub?x=1'])(
    'are not %j',
    (text) => {
      expect(() => parseServers(text)).toThrow(ConfigError);
    },
  );

  test('have no secret in their addresses, and none is shown', () => {
    for (const text of ['tls://user:hunter2@hub', 'tls://hunter2@hub'])
      expect(() => parseServers(text)).toThrow(/^(?!.*hunter2).*name or password/s);
  });
});

test.each([
  ['2.9.10', true],
  ['1.4.1', true],
  ['2.10.0', false],
  ['2.10.27-RC.1', false],
  ['2.15.1', false],
  ['3.0.0', false],
])('nats-server %s is warned of: %s', (version, isWarned) => {
  expect(findVersionFlaw(version) !== undefined).toBe(isWarned);
});

describe('a stream', () => {
  const ours = { ...streamConfig(3) };

  test('as pull makes it has no flaw, and none where it is larger', () => {
    expect(findStreamFlaws(ours)).toEqual([]);
    expect(
      findStreamFlaws({ ...ours, max_bytes: -1, max_msg_size: -1, num_replicas: 1, max_msgs_per_subject: 9 }),
    ).toEqual([]);
    expect(findStreamFlaws({ ...ours, max_msgs_per_subject: -1, discard_new_per_subject: false })).toEqual([]);
  });

  test('has each of its flaws told, at once', () => {
    const found = findStreamFlaws({ ...ours, retention: 'limits', max_age: 1, subjects: [], max_msg_size: 10 });
    expect(found).toEqual([
      'retention: expected "workqueue", found "limits"',
      'max_age: expected 0, found 1',
      'subjects: expected ["owner.reports.*"], found []',
      'max_msg_size: expected at least 327680, found 10',
    ]);
  });
});

describe('an error of the client', () => {
  test.each([
    [new errors.AuthorizationError('Authorization Violation'), ConfigError],
    // Its answer was late.
    [new errors.AuthorizationError('Authentication Timeout'), UnavailableError],
    [new errors.TimeoutError(), UnavailableError],
    [new errors.ConnectionError('connection refused'), UnavailableError],
    [new errors.ConnectionError("server does not support 'tls'"), ConfigError],
    [Object.assign(new Error('certificate has expired'), { code: 'CERT_HAS_EXPIRED' }), ConfigError],
    [
      new errors.ConnectionError('x', {
        cause: Object.assign(new Error('y'), { code: 'ERR_TLS_CERT_ALTNAME_INVALID' }),
      }),
      ConfigError,
    ],
    [Object.assign(new Error('getaddrinfo ENOTFOUND hub'), { code: 'ENOTFOUND' }), UnavailableError],
    [Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' }), UnavailableError],
    [new errors.RequestError('x', { cause: new errors.PermissionViolationError('x', 'publish', 's') }), ConfigError],
  ])('%s is one that a person, or time, can mend', (error, expected) => {
    expect(explainBrokerError(error, 'tls://hub')).toBeInstanceOf(expected);
  });

  test('that is a bug of ours stays one', () => {
    const bug = new TypeError('x is not a function');
    expect(explainBrokerError(bug, 'tls://hub')).toBe(bug);
  });
});
