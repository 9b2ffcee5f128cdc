/** `server.mjs (4711) 2026-01-31 09.30.05`: what was recorded and when, in local time, as a file's name may hold it. */
export function recordingName(what: string, when: Date): string {
  const two = (value: number): string => String(value).padStart(2, '0');
  const day = `${when.getFullYear()}-${two(when.getMonth() + 1)}-${two(when.getDate())}`;
  return `${what.replace(/[^\p{L}\p{N}.()[\] -]/gu, '_')} ${day} ${two(when.getHours())}.${two(when.getMinutes())}.${two(when.getSeconds())}`;
}

/** undefined of a name that nobody here gave. */
export function parseRecordingName(name: string): { readonly what: string; readonly when: Date } | undefined {
  const match = /^(.+) (\d{4}-\d\d-\d\d) (\d\d)\.(\d\d)\.(\d\d)$/.exec(name);
  return match ? { what: match[1]!, when: new Date(`${match[2]}T${match[3]}:${match[4]}:${match[5]}`) } : undefined;
}
