import * as z from "zod/mini";
import { parseDuration } from "../domain/duration.ts";
import { shortestGraceMs } from "../domain/policy.ts";
import { knownRegions } from "../domain/regions.ts";
import { services } from "../domain/service.ts";
import { didYouMean, either, mismatch, unknownKey } from "./problem.ts";

/*
 * The pieces a policy is made of. Each has one sentence about what it expects, and says it whatever is wrong, so that one
 * mistake never makes two problems.
 */

type FieldIssue = { readonly input?: unknown };

/** Says what a field expects, and the candidate that was probably meant. */
export function wrong(expected: string, candidates: readonly string[] = []): (issue: FieldIssue) => string {
  return ({ input }) => mismatch(input, expected, candidates);
}

/** An object that refuses keys it does not know. Their messages come one a line, in the order of `issue.keys`. */
export function strict<Shape extends z.core.$ZodLooseShape>(shape: Shape) {
  const known = Object.keys(shape);
  return z.strictObject(shape, {
    error: (issue) =>
      issue.code === "unrecognized_keys"
        ? issue.keys.map((key) => unknownKey(key, known)).join("\n")
        : mismatch(
            issue.input,
            `a mapping with ${known.length === 1 ? "the key" : "keys such as"} ${either(known.slice(0, 3))}`,
          ),
  });
}

/** One of a few words, in lower case. */
export function choice<const Word extends string>(words: readonly Word[]) {
  return z.enum(words, { error: wrong(either(words), words) });
}

/** Text that YAML may have read as something else: `2024` is a number and `true` a boolean unless quoted. */
function text(expected: string, pattern: RegExp) {
  const error = ({ input }: FieldIssue) => {
    const unquoted = typeof input === "number" || typeof input === "boolean";
    return `${mismatch(input, expected)}${unquoted ? "; put it in quotes" : ""}`;
  };
  return z.string({ error }).check(z.regex(pattern, { error }));
}

/**
 * AWS's limits, and no patterns or lists: `prod*` and `prod, staging` would be taken by the letter and match nothing.
 * https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/Using_Tags.html#tag-restrictions
 */
export const tagKey = text("a tag key of 1 to 128 characters, without * or ?", /^(?=[\s\S]*\S)[^*?]{1,128}$/u);
const tagValue = text("one tag value of at most 256 characters, without * or ? or a comma", /^[^*?,]{0,256}$/u);

/** The characters that every AWS service accepts in a tag key, and room for what the janitor puts behind the prefix. */
export const tagPrefix = text(
  "1 to 100 letters, digits, spaces or + - = . _ : / @, not starting with aws: and with no white space at its ends",
  /^(?![aA][wW][sS]:)(?!\s)[\p{L}\p{N} +\-=._:/@]{1,100}(?<!\s)$/u,
);

export const ruleName = text(
  "a name of 1 to 100 characters on one line, with no white space at its ends",
  /^(?!\s)[^\p{Cc}\u2028\u2029]{1,100}(?<!\s)$/u,
);

/** Too many to list in a message; docs/policy.md has them all. */
export const service = z.enum(services, {
  error: wrong("a service such as lambda, elb or eks-cni", services),
});

/** Longer than this, it is text that got here by mistake. */
export const description = text("a part of a description, 1 to 255 characters", /^(?=[\s\S]*\S)[\s\S]{1,255}$/u);

const durationExpected = "a duration of at least 1h, such as 36h, 7d or P14D";

/** Written by people, milliseconds once parsed. */
export const grace = z.pipe(
  z.string({ error: wrong(durationExpected) }),
  z.transform((input: string, { issues }) => {
    const ms = parseDuration(input);
    if (ms !== undefined && ms >= shortestGraceMs) return ms;
    const message = `${mismatch(input, durationExpected)}${didYouMean(ms === undefined ? shortDuration(input) : undefined)}`;
    issues.push({ code: "custom", input, message });
    return z.NEVER;
  }),
);

/** `7 days` → `7d`. Only where the short form is accepted. */
function shortDuration(input: string): string | undefined {
  const [, count, unit] = /^\s*(\d{1,9})\s*(min(?=s|ute)|[hdw](?=our|ay|eek|r))[a-z]*\s*$/i.exec(input) ?? [];
  if (count === undefined || unit === undefined) return undefined;
  const short = `${Number(count)}${unit.charAt(0).toLowerCase()}`;
  return (parseDuration(short) ?? 0) >= shortestGraceMs ? short : undefined;
}

const spoken = new Map([
  ["yes", "true"],
  ["on", "true"],
  ["no", "false"],
  ["off", "false"],
]);

/** YAML 1.1 had `yes` and `off` as well; YAML 1.2 reads them as text. */
export const flag = z.boolean({
  error: ({ input }) => {
    const meant = typeof input === "string" ? spoken.get(input.trim().toLowerCase()) : undefined;
    return meant === undefined
      ? mismatch(input, "true or false", ["true", "false"])
      : `${mismatch(input, "true or false")}${didYouMean(meant)}`;
  },
});

/** The number itself, where somebody put quotes around it. */
export function number(expected: string): (issue: FieldIssue) => string {
  return ({ input }) => {
    const quoted = typeof input === "string" && /^\d+(\.\d+)?$/.test(input);
    return `${mismatch(input, expected)}${didYouMean(quoted ? `${input} without quotes` : undefined)}`;
  };
}

const regionsExpected = "all or a list of AWS regions such as [eu-central-1, us-east-1]";

/** At least one region, each once. */
export const regionList = list(
  z.enum(knownRegions, { error: wrong("an AWS region such as eu-central-1", [...knownRegions]) }),
  "a list with at least one AWS region",
);

export const regions = z.union([z.literal("all"), regionList], {
  error: ({ input }) => mismatch(input, regionsExpected, ["all", ...knownRegions.map((name) => `[${name}]`)]),
});

export const tagValues = list(tagValue, "a list with at least one tag value");

function list<Item extends z.core.SomeType>(item: Item, expected: string) {
  const error = wrong(expected);
  return z.array(item, { error }).check(
    z.minLength(1, { error }),
    eachOnce("each one only once", (item) => item),
  );
}

/**
 * An issue for each text that has stood in the list before. It looks at the list even when an item in it is wrong, so that
 * every problem is told at once.
 */
export function eachOnce(
  expected: string,
  textOf: (item: unknown) => unknown,
  key: readonly string[] = [],
): z.core.$ZodCheck<unknown[]> {
  return z.check<readonly unknown[]>(
    ({ value, issues }) => {
      const texts = value.map(textOf);
      for (const [at, input] of texts.entries()) {
        if (typeof input !== "string" || texts.indexOf(input) === at) continue;
        issues.push({ code: "custom", input, path: [at, ...key], message: mismatch(input, expected) });
      }
    },
    { when: ({ value }) => Array.isArray(value) },
  );
}
