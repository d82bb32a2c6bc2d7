import type { Delivery } from './delivery.ts';

/** The lane by which a report went, or would have gone. */
interface Way {
  route: string;
  isFallback?: boolean;
}

/** A delivery with the lane that it belongs to; as it is where there are no routes. */
export function nameRoute(delivery: Delivery, way: Way | undefined): Delivery {
  if (way === undefined) return delivery;
  const { id, ...facts } = delivery;
  return { id, route: way.route, ...(way.isFallback === true ? { fallback: true } : {}), ...facts };
}
