/** Somebody pressed Ctrl-C. */
export class Stopped extends Error {
  constructor() {
    super("stopped");
  }
}
