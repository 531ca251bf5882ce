import * as z from "zod/mini";
import { tagsOf } from "../../functions/janitor/aws/answer.ts";
import type { Resource } from "../../functions/janitor/domain/resource.ts";

/** What one line says about the release of one resource. */
export type Word =
  /** It was about to be released. */
  | "intended"
  | "released"
  /** A release was asked for, and AWS did not answer: it may be gone. */
  | "unanswered"
  /** It was gone before anybody asked for its release. */
  | "already-gone"
  /** This run has not released it; whether it was there, it may not have seen. */
  | "not-done"
  /** It was seen, in a state in which nothing was to be released. */
  | "still-there";

/** A line of the journal that is about a release. */
export interface JournalLine {
  readonly runId: string;
  /** When it was written, in ms since the epoch. */
  readonly at: number;
  readonly word: Word;
  /** As it was right before. */
  readonly resource: Resource;
}

export type LineReading =
  | { readonly is: "read"; readonly line: JournalLine }
  /** It is about a release, and cannot be understood. `why`: what is wrong with it. */
  | { readonly is: "unreadable"; readonly why: string }
  /** The janitor's own, about something else. */
  | { readonly is: "another" }
  | { readonly is: "foreign" };

const id = (kind: string) => z.string().check(z.regex(new RegExp(`^${kind}-\\w+$`)));
const words = z.optional(z.string());

/** Names that are part of the names of hosts, and so must be nothing else. */
const scope = z.object({
  account: z.string().check(z.regex(/^\d{12}$/)),
  region: z.string().check(z.regex(/^[a-z]{2,}(-[a-z]+)+-\d{1,2}$/)),
});

const tag = z.object({ Key: z.string(), Value: z.string() });
const tags = z.pipe(
  z.array(tag),
  z.transform((list: z.infer<typeof tag>[]) => tagsOf(list)),
);

/** What was released was idle. */
const idle = z._default(
  z.pipe(
    z.unknown(),
    z.transform(() => ({ state: "idle" }) as const),
  ),
  { state: "idle" },
);

const address = z.object({
  kind: z.literal("elastic-ip"),
  scope,
  tags,
  id: id("eipalloc"),
  publicIp: z.ipv4(),
  use: idle,
  networkBorderGroup: z.optional(z.string().check(z.regex(/^[\w-]+$/))),
  publicIpv4Pool: words,
  customerOwnedIp: words,
  customerOwnedIpv4Pool: words,
  carrierIp: words,
  serviceManaged: words,
});

const networkInterface = z.object({
  kind: z.literal("network-interface"),
  scope,
  tags,
  id: id("eni"),
  use: idle,
  ownerId: z.string(),
  interfaceType: z.string(),
  requesterManaged: z.boolean(),
  requesterId: words,
  operator: words,
  elasticIps: z.array(z.string()),
  shape: z.object({
    description: z.string(),
    vpcId: words,
    subnetId: z.optional(id("subnet")),
    availabilityZone: words,
    macAddress: words,
    sourceDestCheck: z.optional(z.boolean()),
    privateIps: z.array(z.object({ address: z.ipv4(), primary: z.boolean() })),
    ipv6Addresses: z.array(z.ipv6()),
    ipv4Prefixes: z.array(z.cidrv4()),
    ipv6Prefixes: z.array(z.cidrv6()),
    securityGroupIds: z.array(id("sg")),
  }),
});

const resource = z.discriminatedUnion("kind", [address, networkInterface]);

/**
 * What an outcome says beyond its own run, by `functions/janitor/release-one.ts`. `withheld` follows an intent: for want of time
 * or after Ctrl-C nothing was sent, and often nothing was looked at; throttled, AWS has refused each attempt, and perhaps each
 * look. `failed` was refused as well (a release without an answer bears `mayBeDone`), and its looks may have been. So the run
 * has done nothing, and what a run before it may have done still stands. Only `changed` follows from a look that showed it.
 */
const outcomeWords = {
  released: "released",
  failed: "not-done",
  withheld: "not-done",
  changed: "still-there",
  none: "still-there",
  marked: "still-there",
  unmarked: "still-there",
  "already-gone": "already-gone",
} as const satisfies Record<string, Word>;

const outcome = z.enum([
  "released",
  "failed",
  "withheld",
  "changed",
  "none",
  "marked",
  "unmarked",
  "already-gone",
] satisfies readonly (keyof typeof outcomeWords)[]);

const finding = z.object({ outcome, error: z.optional(z.object({ mayBeDone: z.optional(z.boolean()) })) });

const line = z.object({
  journal: z.enum(["intent", "outcome"]),
  runId: z.string().check(z.minLength(1)),
  finding,
  resource,
});

/** In ms: no calendar goes further. https://tc39.es/ecma262/#sec-time-values-and-time-range */
const lastInstant = 8.64e15;

/**
 * Reads what may be a line of the journal, as `functions/janitor/journal.ts` writes it.
 *
 * @param shownAt when the log says that it came, in ms since the epoch, for a line that does not say so itself
 */
export function readLine(value: unknown, shownAt?: number): LineReading {
  if (!isRecord(value) || typeof value.journal !== "string") return { is: "foreign" };
  if (value.journal !== "intent" && value.journal !== "outcome") return { is: "another" };
  const at = typeof value.timestamp === "string" ? Date.parse(value.timestamp) : Number.NaN;
  const when = Number.isNaN(at) ? shownAt : at;
  if (when === undefined || Math.abs(when) > lastInstant)
    return { is: "unreadable", why: "its timestamp is missing or no instant" };
  const read = z.safeParse(line, value);
  if (!read.success) {
    const where = read.error.issues[0]?.path.join(".") || "it";
    return { is: "unreadable", why: `${where} is missing or not what the janitor writes` };
  }
  const { runId, resource } = read.data;
  return { is: "read", line: { runId, at: when, word: wordOf(read.data), resource } };
}

function wordOf({ journal, finding }: z.infer<typeof line>): Word {
  if (journal === "intent") return "intended";
  if (finding.outcome === "failed" && finding.error?.mayBeDone === true) return "unanswered";
  return outcomeWords[finding.outcome];
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
