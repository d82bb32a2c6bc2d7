import { expect, test } from 'vitest';

import { channels as namedBySettings } from '../../../packages/cli/src/settings/channels.ts';
import { channels } from '../../../packages/send/src/channels.ts';

test('`via` may name each channel there is, and no other', () => {
  expect(channels.map(({ name }) => name).toSorted()).toEqual(namedBySettings.toSorted());
});
