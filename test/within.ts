/** What does not come within a generous time is named: `stage` says how far it got. A bound against hanging, no measure of speed. */
export async function within<Result>(limitMs: number, stage: () => string, work: Promise<Result>): Promise<Result> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => (timer = setTimeout(() => reject(new Error(`${stage()}: nothing within ${limitMs / 1000} s`)), limitMs)));
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
}
