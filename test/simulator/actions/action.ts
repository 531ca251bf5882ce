import type { Parameters } from "../protocol/parameters.ts";
import type { XmlObject } from "../protocol/xml.ts";
import type { Scope } from "../state/scope.ts";

export interface ActionContext {
  readonly scope: Scope;
  readonly parameters: Parameters;
}

/** One AWS call: reads its parameters, does its work on the scope, answers the elements of the response. */
export interface Action {
  /** Whether it changes a resource. What the call log says about it. */
  readonly writes: boolean;
  readonly answer: (context: ActionContext) => XmlObject;
}

/**
 * The calls of one subject, by name. A new call is one more entry; a new table must be named in `services.ts`.
 */
export type ActionTable = Readonly<Record<string, Action>>;

export function reads(answer: Action["answer"]): Action {
  return { writes: false, answer };
}

/** An action must throw before it changes anything. A dry run needs no code of its own: it works on a copy. */
export function writes(answer: Action["answer"]): Action {
  return { writes: true, answer };
}
