import { defaultLaneName, lanesOf, resolveSendingOrDefault, type Sending } from '@owner-report/cli';
import {
  deliveryOutcomes,
  type Entry,
  type Home,
  type JobStanding,
  jobStates,
  type LastPass,
  type LastTick,
  listReports,
  readDeliveryTotals,
  readLastPass,
  readLastTick,
  searchDeliveries,
  version,
} from '@owner-report/spool';

import { surveyLanes } from '../lanes/surveyLanes.ts';
import type { Metric, Sample } from './exposition.ts';

/** Reads all that is measured of a home. Changes nothing. @throws IoError, a system error */
export function collectMetrics(home: Home, now: Date): Metric[] {
  const sending = resolveSendingOrDefault(home);
  const pass = readLastPass(home);
  const tick = readLastTick(home);
  return [
    gauge('owner_report_build_info', 'Version of the toolkit; always 1.', [{ labels: { version }, value: 1 }]),
    ...queueMetrics(home, sending, now),
    deliveryMetric(home, sending),
    gauge('owner_report_last_success_timestamp_seconds', 'When a report was last sent.', readLastSuccess(home)),
    ...endMetrics('owner_report_last_pass', 'pass of the watchdog', pass),
    ...endMetrics('owner_report_monitor_last_tick', 'tick of the monitor', tick),
    ...(tick === undefined ? [] : [jobMetric(tick.jobs)]),
  ];
}

function queueMetrics(home: Home, sending: Sending, now: Date): Metric[] {
  const { entries } = listReports(home, 'pending');
  const lanes = surveyLanes(entries, sending, now);
  const waiting = lanes.map(({ lane, pending }) => ({
    labels: { place: 'pending', route: lane.name },
    value: pending,
  }));
  const others = (['held', 'sent'] as const).map((place) => ({
    labels: { place },
    value: listReports(home, place, 0).total,
  }));
  return [
    gauge('owner_report_queue_reports', 'Reports by place, those that wait by route, too.', [...waiting, ...others]),
    gauge(
      'owner_report_queue_head_created_timestamp_seconds',
      'When the oldest report that is to go out now was made.',
      lanes.flatMap(({ lane, head }) => toHead(lane.name, head)),
    ),
  ];
}

function toHead(route: string, head: Entry | undefined): Sample[] {
  return head === undefined ? [] : [{ labels: { route }, value: head.queueTimeMs / 1000 }];
}

// Each outcome of each lane is there from the first time on: a counter that appears with its first event hides that one.
function deliveryMetric(home: Home, sending: Sending): Metric {
  const none = lanesOf(sending).flatMap(({ name }) =>
    deliveryOutcomes.map((outcome) => ({ outcome, route: name, count: 0 })),
  );
  const totals = new Map(
    [...none, ...readDeliveryTotals(home)].map(({ outcome, route = defaultLaneName, count }) => {
      const labels = { outcome, route };
      return [JSON.stringify(labels), { labels, value: count }];
    }),
  );
  return {
    name: 'owner_report_deliveries_total',
    type: 'counter',
    help: 'Attempts to send, by their end.',
    samples: [...totals.values()],
  };
}

function readLastSuccess(home: Home): Sample[] {
  const last = searchDeliveries(home)(({ event }) => event === 'sent');
  return last === undefined ? [] : [{ value: Date.parse(last.at) / 1000 }];
}

function endMetrics(
  name: string,
  what: string,
  end: Pick<LastPass | LastTick, 'at' | 'exit_code'> | undefined,
): Metric[] {
  if (end === undefined) return [];
  return [
    gauge(`${name}_timestamp_seconds`, `When the last ${what} ended.`, [{ value: Date.parse(end.at) / 1000 }]),
    gauge(`${name}_exit_code`, `Exit code of the last ${what}.`, [{ value: end.exit_code }]),
  ];
}

function jobMetric(jobs: readonly JobStanding[]): Metric {
  return gauge(
    'owner_report_monitor_jobs',
    'Jobs by their state at the end of the last tick.',
    // Each state is there from the first time on, so that a rule which speaks of it is never without data.
    jobStates.map((state) => ({ labels: { state }, value: jobs.filter((job) => job.state === state).length })),
  );
}

function gauge(name: string, help: string, samples: Sample[]): Metric {
  return { name, type: 'gauge', help, samples };
}
