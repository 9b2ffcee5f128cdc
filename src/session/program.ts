/** A debugged program as its owner holds it. */
export interface Program {
  readonly pid: number | null;
  /** True when the program is ours to end. */
  readonly launched: boolean;
  /** Lets a waiting program run; nothing for one that runs already. */
  run(): Promise<void>;
  /** Takes every breakpoint and hook out and lets the program go on by itself. Never rejects. */
  detach(): Promise<void>;
  /** Ends the program: asked first, made to after a while. Never rejects. */
  terminate(): Promise<void>;
}
