import type { Simulator } from "../simulator/simulator.ts";
import { publishing } from "../support/account.ts";
import type { InvocationOptions } from "../support/invoke.ts";

/** A run that releases what has been idle for an hour, in two regions: enough for most hazards, and a moment's work. */
export function releasing(changes: Readonly<Record<string, unknown>> = {}): InvocationOptions {
  return { policy: { mode: "release", grace: "1h", regions: ["eu-west-1", "us-west-2"], ...changes } };
}

/** The same, and its summary goes out whatever is in it. */
export function telling(simulator: Simulator, changes: Readonly<Record<string, unknown>> = {}): InvocationOptions {
  return publishing(simulator, releasing({ notify: { when: "always" }, ...changes }));
}

/** The last email that went out. */
export function email({ published }: Simulator): string {
  const bodies: { readonly email: string } = JSON.parse(published.at(-1)?.message ?? '{ "email": "" }');
  return bodies.email;
}

/** The line of that email about a resource, by its id. */
export function emailLine(simulator: Simulator, id: string): string | undefined {
  return email(simulator)
    .split("\n")
    .find((line) => line.startsWith("- ") && line.includes(id));
}

/** How often each of these actions was called. */
export function callsOf({ calls }: Simulator, actions: readonly string[]): Readonly<Record<string, number>> {
  return Object.fromEntries(actions.map((name) => [name, calls.filter(({ action }) => action === name).length]));
}
