import { createPart } from '@owner-report/spool';

/** What only entries need in which something is wrong, and who looks for what is odd. */
export const schemaPart = createPart(() => import('./wholeSchema.ts'));
