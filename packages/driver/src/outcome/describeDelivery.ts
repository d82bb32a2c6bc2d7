import { holdHint, sendNowHint, type Settings } from '@owner-report/cli';
import { formatDuration, type Home, toPrintableLine } from '@owner-report/spool';

import type { Delivery } from './delivery.ts';
import { withOutput } from './withOutput.ts';

/** One line for people about a delivery; `settings` are those of its lane. */
export function describeDelivery(home: Home, delivery: Delivery, settings: Settings): string {
  return toPrintableLine(describe(home, delivery, settings));
}

function describe(home: Home, delivery: Delivery, settings: Settings): string {
  const { id } = delivery;
  const way = describeWay(delivery);
  switch (delivery.outcome) {
    case 'sent':
      if (delivery.recovered)
        return `sent ${id} (${way}attempt ${delivery.attempt}; known from its receipt, not sent again)`;
      return `sent ${id} (${way}attempt ${delivery.attempt}, ${formatDuration(delivery.durationMs ?? 0)})`;
    case 'uncommitted':
      return `sent ${id} (${way}attempt ${delivery.attempt}), but not committed: ${delivery.reason}; it stays in pending/ and is not sent again. Rename one of the two (file name and report_id), or set it aside: ${holdHint(home, id, 'sent, id reused')}`;
    case 'already-sent':
      return `done ${id} (${way}the same report is in sent/ already; not sent again)`;
    case 'failed':
      return `failed ${id} (${way}attempt ${delivery.attempt}): ${withOutput(delivery.reason, delivery.output)}; it stays in pending/ and is ${describeNextTry(delivery.retryAt)}`;
    case 'rejected':
      return `rejected ${id} (${way}attempt ${delivery.attempt}): ${withOutput(delivery.reason, delivery.output)}; it stays in pending/, and no pass sends it there again. Mend it, send it by hand, or set it aside: ${holdHint(home, id, 'rejected')}`;
    case 'unknown':
      return `unknown ${id} (${way}attempt ${delivery.attempt}): ${withOutput(delivery.reason, delivery.output)}; it may have gone out, tried again after ${delivery.retryAt}`;
    case 'waiting':
      return `waiting ${id}${inBrackets(delivery)}: ${delivery.reason}; not tried before ${delivery.retryAt}; ${sendNowHint(home, id, settings, undefined, delivery.route)}`;
    case 'in-flight':
      return `in flight ${id}${inBrackets(delivery)}: an earlier sender is still at work, it has time until ${delivery.until}`;
    case 'held':
      return `held ${id}${inBrackets(delivery)}: ${delivery.reason}; it is ${delivery.path}`;
  }
}

function describeNextTry(retryAt: string | undefined): string {
  return retryAt === undefined ? 'tried again' : `not tried before ${retryAt}`;
}

// Empty where there are no routes.
function describeWay({ route, fallback }: Delivery): string {
  if (route === undefined) return '';
  return `route ${route}, ${fallback === true ? 'fallback, ' : ''}`;
}

function inBrackets({ route }: Delivery): string {
  return route === undefined ? '' : ` (route ${route})`;
}
