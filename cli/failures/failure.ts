/** Whatever was thrown, in the words that it can be told by. */
export interface Failure {
  readonly thrown: unknown;
  /** AWS's code, or Node.js's; the error's name where it has none. */
  readonly code: string;
  readonly message: string;
  /** Whether AWS has answered, and not something else. */
  readonly answered: boolean;
}

/** What the SDK says of an answer that has no words which AWS would use. */
export const wordless = "Unknown";

export function readFailure(thrown: unknown): Failure {
  if (!(thrown instanceof Error)) return { thrown, code: "Error", message: String(thrown), answered: false };
  const nodes = "code" in thrown && typeof thrown.code === "string" ? thrown.code : undefined;
  return {
    thrown,
    // AWS's codes are the error's name; below HTTP the SDK leaves the name as it is and Node.js's code beside it.
    code: nodes ?? thrown.name,
    message: thrown.message,
    answered: "$fault" in thrown && thrown.message !== wordless,
  };
}
