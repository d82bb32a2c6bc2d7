/** The statuses a producer may give, in the order of their urgency. A reader takes any other as it stands. */
export const statuses = ['normal', 'done', 'warn', 'blocked', 'action_required', 'alert'] as const;

export type Status = (typeof statuses)[number];

/** Whether `value` is one of the documented statuses. */
export function isStatus(value: string): value is Status {
  return (statuses as readonly string[]).includes(value);
}
