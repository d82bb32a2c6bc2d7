import { commandHint } from '@owner-report/cli';
import { countOf, formatDuration } from '@owner-report/spool';

import type { HistoryEntry } from '../history/toEntry.ts';
import { judge } from '../status/judge.ts';
import type { HeadStatus, LaneStatus } from '../status/queueStatus.ts';
import type { Situation } from '../status/situation.ts';
import { whyItWaits } from '../status/whyItWaits.ts';
import { type Markup, markup } from './markup.ts';
import { ago, cards, command, facts, words } from './parts.ts';

/** What an operator has to know first, and what to type. */
export function verdictPart(situation: Situation): Markup {
  const { level, text, type } = judge(situation);
  const { status, pass, now } = situation;
  const last = status.last_success;
  return markup`<div class="verdict ${level}">
    <p class="tone">${level}</p><h1>${words(text)}</h1>
    ${
      type !== undefined &&
      markup`<p class="small soft">To type:</p>
      ${command(type)}`
    }
    ${facts([
      ['last sent', last === null ? 'nothing is on record' : ago(last.at, now)],
      ['last pass', pass === undefined ? 'none is on record' : markup`${ago(pass.at, now)}, exit ${pass.exit_code}`],
    ])}
  </div>`;
}

/** Each lane, or the queue where there is one: how many wait, since when, why. */
export function lanesPart({ status, now }: Situation): Markup | undefined {
  const { lanes, pending, head } = status;
  if (lanes !== undefined) return cards(lanes.map(lanePart));
  const why = head === null ? null : whyItWaits(head, now, undefined);
  return cards([lanePart({ route: 'pending', pending, quiet: 0, quiet_until: null, head, held_back: null, why })]);
}

function lanePart(lane: Omit<LaneStatus, 'due_seconds'>): Markup {
  const { route, pending, quiet, quiet_until: until, head, held_back: heldBack, why } = lane;
  const told = head ?? (why === null ? null : heldBack);
  return markup`<h3>${words(route)} <span class="tone ${toneOf(told)}">${pending}</span></h3>
    ${told === null ? pending === 0 && markup`<p class="small soft">nothing waits</p>` : headPart(told, why)}
    ${quiet > 0 && markup`<p class="small soft">${quiet} of them wait for the end of quiet hours: ${until ?? ''}</p>`}`;
}

function toneOf(head: HeadStatus | null): string {
  if (head === null) return 'ok';
  return head.last_error === null && head.invalid === null ? 'busy' : 'alert';
}

function headPart(head: HeadStatus, why: string | null): Markup | undefined {
  return facts([
    ['head', words(head.report_id)],
    ['age', head.is_from_future ? 'from the future' : formatDuration(head.age_seconds * 1000)],
    ['attempts', String(head.attempts)],
    ['why', words(why ?? '')],
  ]);
}

/** What was set aside, and how it is put back. */
export function heldPart({ home, status, now }: Situation): Markup | undefined {
  const shown = status.held_reports.map(
    ({ report_id: id, reason, at }) =>
      markup`<h3>${words(id)}</h3>
        <p>${words(reason ?? 'no reason is on record')}, ${ago(at, now)}</p>
        ${command(commandHint(home, 'owner-report-watchdog release', { id, place: 'held' }))}`,
  );
  const rest = status.held - shown.length;
  const more = rest > 0 && markup`<p class="small soft">and ${countOf(rest, 'other')}</p>`;
  return shown.length === 0 ? undefined : markup`${cards(shown)}${more}`;
}

/** What went out last. */
export function sentPart(sent: readonly HistoryEntry[], now: Date): Markup | undefined {
  if (sent.length === 0) return undefined;
  return markup`<ol>
    ${sent.map(
      ({ at, report_id: id, title, attempt, route }) =>
        markup`<li>
          ${words(title ?? id)}<br /><small class="soft"
            >${ago(at, now)}${route !== undefined && markup`, by ${words(route)}`}${
              attempt !== undefined && attempt > 1 && markup`, attempt ${attempt}`
            }</small
          >
        </li>`,
    )}
  </ol>`;
}
