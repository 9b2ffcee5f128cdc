/** A worker's code, bundled, as text: a page has no address to load it from. */
declare module 'worker:*' {
  const source: string;
  export default source;
}
