/** What the stand-in of an SDK client records of a call. */
interface Recorded {
  readonly thisValue: unknown;
  readonly args: readonly unknown[];
}

interface SentCall {
  readonly input: unknown;
  /** What was given beside the command, above all the signal that can break the call off. */
  readonly options: unknown;
  readonly client: unknown;
}

/** The calls with all they were sent with: the types of the stand-in know the command alone. */
export function sentCalls(stub: { readonly calls: () => readonly Recorded[] }): readonly SentCall[] {
  return stub.calls().map(({ thisValue, args: [command, options] }) => ({
    input: typeof command === "object" && command !== null && "input" in command ? command.input : undefined,
    options,
    client: thisValue,
  }));
}

/** The signals that the calls can be broken off by. Compare each with `toBe`: to `toEqual` all signals are alike. */
export function signalsOf(stub: { readonly calls: () => readonly Recorded[] }): readonly AbortSignal[] {
  return sentCalls(stub).map(({ options }) => {
    const signal = typeof options === "object" && options !== null && "abortSignal" in options && options.abortSignal;
    if (!(signal instanceof AbortSignal)) throw new Error("the call was sent without a signal");
    return signal;
  });
}

/** The region that a call was sent to. */
export async function regionOf({ client }: SentCall): Promise<string> {
  const { config } = client as { config: { region: () => Promise<string> } };
  return config.region();
}
