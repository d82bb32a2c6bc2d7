/**
 * What a status says of a message, where the channel says nothing else. A 2xx says only that the channel has to look.
 * - 400, 413, 422 are about this message: `rejected`.
 * - 408, 502, 504 come from something between us and the service, or after the service began; so do 520, 522, 524 of
 *   Cloudflare and 598, 599 of proxies: `unknown`.
 * - All else is a clear no: `failed`.
 */
export function meaningOfStatus(status: number): 'taken' | 'rejected' | 'unknown' | 'failed' {
  if (status >= 200 && status < 300) return 'taken';
  if ([400, 413, 422].includes(status)) return 'rejected';
  return [408, 502, 504, 520, 522, 524, 598, 599].includes(status) ? 'unknown' : 'failed';
}
