/** An error as AWS gave it: its code and its words. */
export interface ErrorFacts {
  readonly code: string;
  readonly message: string;
}

/**
 * Why AWS did not do what was asked.
 *
 * - `denied`: a permission is missing
 * - `protected-by-aws`: AWS holds on to the resource itself (a PTR record, a lock)
 * - `transient`: it may well work next time
 * - `unexpected`: anything this version does not know; never assumed to be harmless
 */
export type FailureClass = "denied" | "protected-by-aws" | "transient" | "unexpected";

/** An error's words, kept to a length that leaves room for the rest. */
export function shortened<T extends ErrorFacts>(error: T): T {
  const { code, message } = error;
  return code.length + message.length <= 297
    ? error
    : { ...error, code: code.slice(0, 60), message: `${message.slice(0, 280)}…` };
}

/** The code and the words of whatever was thrown. The SDK puts AWS's code into the error's name. */
export function describeError(error: unknown): ErrorFacts {
  if (error instanceof Error) return { code: error.name, message: error.message || error.name };
  return { code: "Unknown", message: String(error) };
}
