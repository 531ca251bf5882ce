/** Ends an exhaustive switch: the compiler rejects the call as soon as a case is missing. */
export function assertNever(value: never): never {
  throw new Error(`a case is not handled: ${JSON.stringify(value)}`);
}
