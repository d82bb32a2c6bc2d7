const fields = {
  team: 'bench',
  worker: 'bench',
  'task-id': 'job',
  progress: '80%',
  status: 'normal',
  source: 'checkpoint-complete',
  done: 'export complete',
  next: 'wait for aggregation',
};

/** The report that every side enqueues. */
export const reportArguments = Object.entries(fields).flatMap(([name, value]) => [`--${name}`, value]);
