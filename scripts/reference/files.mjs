// FILES of the man pages: path, meaning, and the commands whose pages name it; all where none are named.
const home = '~/.clawteam/owner-reports';
const net = '~/.openclaw/net';

export const files = [
  [home, 'the home, if neither --home nor OWNER_REPORT_HOME names another'],
  [`${home}/config.json`, 'settings and routes'],
  [`${home}/pending`, 'reports that wait'],
  [`${home}/sent`, 'reports that were sent', ['consumer', 'driver', 'watchdog']],
  [`${home}/held`, 'reports that were set aside', ['consumer', 'driver', 'relay', 'watchdog']],
  [`${home}/attempts`, 'what is known of sends that failed or are under way', ['driver', 'watchdog']],
  [`${home}/deliveries.jsonl`, 'what became of each send, a line each', ['driver', 'relay', 'watchdog']],
  [`${home}/secrets`, 'settings of channels, a file each', ['send']],
  [`${home}/relay-lock`, 'held by the one pull of a hub', ['relay']],
  [`${home}/hook-failures.jsonl`, 'what hooks of agents failed of', ['producer']],
  [`${net}/config/ops-jobs.json`, 'the jobs', ['monitor']],
  [`${net}/state/ops-monitor.json`, 'what is remembered of them', ['monitor']],
];
