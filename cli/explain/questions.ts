import type { DecisionLine } from "../../functions/janitor/domain/decide.ts";

/** The lines of the decision as questions. */
export const questions: Readonly<Record<DecisionLine, string>> = {
  "in-use": "Is it in use?",
  "forbidden-by-fact": "Does a service, a stack, a pool or another account hold it?",
  "opted-out": "Is it opted out by a tag?",
  "unreadable-tag": "Does it carry a tag for the janitor that cannot be read?",
  "paid-but-not-idle": "Is it paid for, but not idle?",
  policy: "Does the policy keep it, or only report it?",
  grace: "Is it still within its grace?",
  "forbidden-by-evidence": "Is it still needed by something elsewhere?",
  release: "Is it due for release?",
};
