/** One value of a metric. */
export interface Sample {
  labels?: Readonly<Record<string, string>>;
  value: number;
}

/** A metric with all its values. */
export interface Metric {
  /** By https://prometheus.io/docs/practices/naming/: base units, `_total` for counters, `_timestamp_seconds` for times. */
  name: string;
  type: 'counter' | 'gauge';
  help: string;
  samples: readonly Sample[];
}

/**
 * The metrics in the text format of Prometheus, version 0.0.4. Without time stamps: a textfile collector refuses a file that
 * has some. A metric without samples is left out.
 */
export function formatMetrics(metrics: readonly Metric[]): string {
  return metrics
    .filter(({ samples }) => samples.length > 0)
    .map(formatMetric)
    .join('');
}

function formatMetric({ name, type, help, samples }: Metric): string {
  const lines = samples.map(({ labels, value }) => `${name}${formatLabels(labels)} ${value}\n`);
  return `# HELP ${name} ${escape(help)}\n# TYPE ${name} ${type}\n${lines.join('')}`;
}

function formatLabels(labels: Sample['labels'] = {}): string {
  const pairs = Object.entries(labels).map(
    ([name, value]) => `${name}="${escape(value).replaceAll('"', String.raw`\"`)}"`,
  );
  return pairs.length === 0 ? '' : `{${pairs.join(',')}}`;
}

function escape(text: string): string {
  return text.replaceAll('\\', String.raw`\\`).replaceAll('\n', String.raw`\n`);
}
