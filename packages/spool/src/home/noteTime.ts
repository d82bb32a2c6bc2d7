import * as z from 'zod/mini';

import { isTime } from '../text/isTime.ts';

/** A time in one of the notes of a home; ISO 8601. A note with another one is damaged: nobody can reckon with it. */
export const noteTime = () => z.string().check(z.refine(isTime));
