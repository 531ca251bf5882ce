import type { Policy, TagMatch } from "../../functions/janitor/domain/policy.ts";
import { defaultPolicy } from "../../functions/janitor/policy/default-policy.ts";
import { parsePolicy } from "../../functions/janitor/policy/schema.ts";

/** What somebody is asked; all else in a policy is the default. */
export type Answers = Pick<Policy, "mode" | "regions" | "graceMs" | "protect" | "owner" | "limits" | "notify">;

/** What Enter takes each time: the default policy, and the tag that people put on what shall stay. */
export const carefulAnswers: Answers = {
  mode: defaultPolicy.mode,
  regions: defaultPolicy.regions,
  graceMs: defaultPolicy.graceMs,
  protect: [{ tag: "DoNotDelete" }],
  owner: defaultPolicy.owner,
  limits: defaultPolicy.limits,
  notify: defaultPolicy.notify,
};

/** What somebody has typed, understood or not. */
export type Answer<T> =
  | { readonly ok: true; readonly value: T }
  /** What was found, and what is allowed. */
  | { readonly ok: false; readonly problem: string };

/** `all`, or names with commas or spaces between them. */
export function readRegions(text: string): Answer<Policy["regions"]> {
  const names = text.split(/[\s,]+/).filter((name) => name !== "");
  return read({ regions: text.trim() === "all" ? "all" : names }, ({ regions }) => regions);
}

/** @returns ms */
export function readGrace(text: string): Answer<number> {
  return read({ grace: text.trim() }, ({ graceMs }) => graceMs);
}

/** What the tags of {@link readProtect} and {@link readOwnerTags} are when there are none of them. */
export const noTags = "none";

/** Tag keys with commas between them, some with a value: `DoNotDelete, env=prod, env=staging`; or `none`. */
export function readProtect(text: string): Answer<readonly TagMatch[]> {
  const values = new Map<string, Set<string>>();
  const whole = new Set<string>();
  for (const item of items(text)) {
    const [key = "", ...rest] = item.split("=").map((part) => part.trim());
    if (rest.length === 0) {
      whole.add(key);
      continue;
    }
    const value = rest.join("=");
    // An empty value can be protected in the file; here it is far more likely that somebody has not finished.
    if (value === "")
      return { ok: false, problem: `found ${JSON.stringify(item)}, expected a value, or the key alone` };
    values.set(key, (values.get(key) ?? new Set()).add(value));
  }
  const protect = [
    ...[...whole].map((tag) => ({ tag })),
    ...[...values].map(([tag, some]) => ({ tag, values: [...some] })),
  ];
  return read({ protect }, (policy) => policy.protect);
}

/** Tag keys with commas between them; or `none`. */
export function readOwnerTags(text: string): Answer<readonly string[]> {
  return read({ owner: { tags: [...new Set(items(text))] } }, ({ owner }) => owner.tags);
}

export function readReleases(text: string): Answer<number> {
  const typed = text.trim();
  return read({ limits: { releases: /^\d+$/.test(typed) ? Number(typed) : typed } }, ({ limits }) => limits.releases);
}

function items(text: string): readonly string[] {
  const all = text.split(",").map((item) => item.trim());
  return text.trim().toLowerCase() === noTags ? [] : all.filter((item) => item !== "");
}

/** By the schema's own rules and in its own words: a policy with nothing else in it. */
function read<T>(part: Readonly<Record<string, unknown>>, pick: (policy: Policy) => T): Answer<T> {
  const parsed = parsePolicy({ version: 1, ...part });
  if (parsed.ok) return { ok: true, value: pick(parsed.policy) };
  const [problem] = parsed.problems;
  return { ok: false, problem: problem?.message ?? "this cannot be used" };
}
