import { createHash } from 'node:crypto';

import { type DeliveryLine, version } from '@owner-report/spool';

import type { HistoryEntry } from '../history/toEntry.ts';
import { judge } from '../status/judge.ts';
import type { Situation } from '../status/situation.ts';
import { approvalsPart, jobsPart } from './jobParts.ts';
import { Markup, markup } from './markup.ts';
import { section, words } from './parts.ts';
import { plot } from './plot.ts';
import { heldPart, lanesPart, sentPart, verdictPart } from './queueParts.ts';
import { style } from './style.ts';

/** All that the page shows. */
export interface PageContent {
  situation: Situation;
  /** What went out last, the newest first. */
  sent: readonly HistoryEntry[];
  /** Events of the hours that are plotted. */
  events: Iterable<DeliveryLine>;
}

/** The page as a whole. Pure. Nothing in it runs, and it asks for nothing: its own policy forbids both. */
export function renderPage({ situation, sent, events }: PageContent): string {
  const { home, now, status, tick } = situation;
  const policy = `default-src 'none'; style-src 'sha256-${digestOf(style)}'; base-uri 'none'; form-action 'none'`;
  const { level } = judge(situation);
  return markup`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="referrer" content="no-referrer">
<title>${level}: owner-report</title>
<style>${new Markup(style)}</style>
</head>
<body>
<header>${words(home.dir)} as it stood on <time datetime="${now.toISOString()}">${now.toString()}</time>. This page does not change by itself.</header>
<main>
${verdictPart(situation)}
${section(status.lanes === undefined ? 'Queue' : 'Lanes', lanesPart(situation))}
${section(`Held: ${status.held}`, heldPart(situation))}
${section('Approvals', approvalsPart(tick))}
${section('Jobs', jobsPart(tick, now))}
${section('Sends', plot(events, now))}
${section('Last sent', sentPart(sent, now))}
</main>
<footer>owner-report ${version}</footer>
</body>
</html>
`.text;
}

function digestOf(text: string): string {
  return createHash('sha256').update(text).digest('base64');
}
