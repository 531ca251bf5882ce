import { type Call, type CallMatch, matches } from "./calls.ts";

type Reaction = (call: Call) => void | Promise<void>;

export interface HookRule {
  match: CallMatch;
  /** When the call has come and nothing has been done about it. */
  before?: Reaction;
  /** When it is done (or refused) and the answer has not gone out. Not run after the faults that hang, reset or send garbage. */
  after?: Reaction;
}

export interface Hooks {
  add(rule: HookRule): () => void;
  run(moment: "before" | "after", call: Call): Promise<void>;
  clear(): void;
  /** What hooks have thrown. */
  readonly failures: { readonly error: unknown }[];
}

export function createHooks(): Hooks {
  const rules = new Set<HookRule>();
  const failures: { error: unknown }[] = [];
  return {
    add: (rule) => {
      rules.add(rule);
      return () => rules.delete(rule);
    },
    run: async (moment, call) => {
      for (const rule of rules) {
        if (rule[moment] === undefined || !matches(rule.match, call)) continue;
        try {
          await rule[moment](call);
        } catch (error) {
          failures.push({ error });
        }
      }
    },
    clear: () => rules.clear(),
    failures,
  };
}
