import { testIf } from '../testIf.ts';
import { expectRow } from './campaign.ts';
import { deliverAtCalls } from './deliverAtCalls.ts';
import { canInject } from './injection.ts';

testIf(canInject, 'fault injection needs Linux, a C compiler as `cc` and its headers')(
  'a delivery whose calls fail one by one sends exactly once, and a healthy pass completes it',
  () => expectRow('deliver-errors', (row) => deliverAtCalls(row, ['EACCES', 'EROFS', 'ENOSPC', 'EIO'], 11)),
);
