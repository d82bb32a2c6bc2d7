/** What is on its way. */
export interface RelayStatus {
  broker: { server: string; version: string; warning?: string };
  /** Reports that the stream holds. */
  waiting: number;
  bytes: number;
  /** Most that it holds; -1 where nothing is said. */
  max_bytes: number;
  /** When the oldest of them came, ISO 8601. */
  oldest?: string;
  oldest_age_seconds?: number;
  /** Those that have reports there, by name. */
  hosts: { host: string; waiting: number }[];
  /** A hub is connected and takes them. */
  hub: boolean;
}
