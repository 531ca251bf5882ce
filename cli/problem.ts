/** Something a user can do something about: what is the matter, in a sentence, and what to do. */
export class Problem extends Error {
  override readonly name = "Problem";
  /** Sentences, or lines that can be copied; empty where the message says it all. */
  readonly advice: readonly string[];

  constructor(message: string, advice: readonly string[] = [], cause?: unknown) {
    super(message, cause === undefined ? {} : { cause });
    this.advice = advice;
  }
}
