import { type Enqueued, schemaVersion } from '@owner-report/spool';

/** The result of an enqueue as a JSON document. */
export function enqueuedDocument({ id, path, place, outcome }: Enqueued): object {
  return { schemaVersion, report_id: id, path, state: place, outcome };
}

/** A line that says that the report was there before, or undefined when it is new. */
export function describeEnqueued({ outcome, place, path }: Enqueued): string | undefined {
  return outcome === 'enqueued' ? undefined : `already ${place}: ${path}`;
}
