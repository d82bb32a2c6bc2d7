/** What counts where neither a job nor `defaults` says otherwise. The schema and its descriptions say it, too. */
export const policyDefaults = {
  quietHours: { start: '23:00', end: '08:00' },
  reportEverySeconds: 1800,
  stallSeconds: 3600,
  autoResume: false,
  autoResumeBackoffSeconds: 900,
  reportWhileRunning: true,
  onlyOnChange: false,
  failAfter: 1,
} as const;
