import { isReportId, loadParts, parseReport, timeOfReportId } from '@owner-report/spool';
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';

import { hubIdOf } from '../../../packages/relay/src/message/hubId.ts';
import { readRelayMessage } from '../../../packages/relay/src/message/readRelayMessage.ts';
import { composeRelayMessage } from '../../../packages/relay/src/message/relayMessage.ts';
import { reportText } from '../../harness.ts';

beforeAll(loadParts);

const ids = fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$/).filter(isReportId);
const hosts = fc.stringMatching(/^[a-z0-9]([a-z0-9-]{0,30}[a-z0-9])?$/);

describe('an id at the hub', () => {
  test('is that of the host and its name, and an id again', () => {
    expect(hubIdOf('db1', '20261121T101112345Z-w-job-1')).toBe('20261121T101112345Z-w-job-1_db1');
    fc.assert(
      fc.property(hosts, ids, (host, id) => {
        expect(isReportId(hubIdOf(host, id))).toBe(true);
      }),
    );
  });

  test('has the place in the queue that the id has on the host', () => {
    for (const id of ['20261121T101112345Z', '20261121T101112345Z-a', `20261121T101112345Z-${'x'.repeat(108)}`])
      expect(timeOfReportId(hubIdOf('h', id))).toBe(timeOfReportId(id));
    expect(timeOfReportId(hubIdOf('20261121t101112345z', 'r1'))).toBeUndefined();
  });

  test('is that of no other report', () => {
    fc.assert(
      fc.property(hosts, ids, hosts, ids, (host, id, otherHost, otherId) => {
        const isSame = host === otherHost && id === otherId;
        expect(hubIdOf(host, id) === hubIdOf(otherHost, otherId)).toBe(isSame);
      }),
    );
    // Cut, they would be the same.
    const long = 'x'.repeat(127);
    expect(new Set(['a', 'b'].flatMap((end) => ['h', 'i'].map((host) => hubIdOf(host, `${long}${end}`)))).size).toBe(4);
  });
});

describe('a message', () => {
  const bytes = Buffer.from(reportText('r1', { done: 'x', odd: 'y' }, 'body  \n\n'));
  const message = composeRelayMessage('db1', { id: 'r1', bytes, queuedMs: 1_700_000_000_000 }, 'OWNER_REPORTS');
  const received = {
    subject: message.subject,
    payload: message.payload,
    header: (name: string) => message.headers[name] ?? '',
  };

  test('says what the broker and the hub need', () => {
    expect(message.subject).toBe('owner.reports.db1');
    expect(message.headers).toEqual({
      'Nats-Msg-Id': expect.stringMatching(/^db1\/r1\/[0-9a-f]{32}$/),
      'Nats-Expected-Stream': 'OWNER_REPORTS',
      'Owner-Report-Schema': '1',
      'Owner-Report-Id': 'r1',
      'Owner-Report-Queued': '2023-11-14T22:13:20.000Z',
    });
    expect(message.payload).toBe(bytes);
  });

  test('is another one when the report was edited', () => {
    const edited = Buffer.from(`${bytes.toString()}more`);
    const other = composeRelayMessage('db1', { id: 'r1', bytes: edited, queuedMs: 0 }, 'OWNER_REPORTS');
    expect(other.headers['Nats-Msg-Id']).not.toBe(message.headers['Nats-Msg-Id']);
  });

  test('is the report again, in the form of the hub', () => {
    const original = parseReport(bytes.toString(), 'r1', 'r1.md');
    expect(readRelayMessage(received)).toEqual({
      kind: 'report',
      host: 'db1',
      queuedMs: 1_700_000_000_000,
      report: { ...original, report_id: 'r1_db1', extra: { odd: 'y', relay_host: 'db1', relay_id: 'r1' } },
    });
  });

  test('never throws, whatever it holds', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), fc.uint8Array({ maxLength: 500 }), (subject, header, payload) => {
        expect(readRelayMessage({ subject, payload, header: () => header }).kind).toBe('unreadable');
      }),
    );
  });
});
