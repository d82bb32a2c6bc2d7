import { createPart } from '../part.ts';

/** What only front matter needs that is more than plain lines. */
export const yamlPart = createPart(() => import('./yaml.ts'));
