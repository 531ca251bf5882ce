import { Document, isMap, isScalar, type YAMLMap } from "yaml";
import { descriptions } from "../../build/policy-descriptions.ts";
import { defaultPolicy } from "../../functions/janitor/policy/default-policy.ts";
import type { Answers } from "./answers.ts";

/**
 * The text of a policy file: every key with what it is good for above it. Values are written by the YAML library, so that
 * whatever somebody has typed stays the value it is.
 *
 * @param schema where the JSON Schema for editors is, if anywhere; a path that needs no quotes
 */
export function policyText(answers: Answers, schema?: string): string {
  const { mode, regions, graceMs, protect, limits, owner, notify } = answers;
  const { tagPrefix, default: action, guards, prices } = defaultPolicy;
  const document = new Document({
    version: 1,
    mode,
    regions,
    tagPrefix,
    grace: writeDuration(graceMs),
    default: action,
    limits,
    guards,
    protect,
    rules: [],
    owner,
    notify,
    prices,
  });
  if (isMap(document.contents)) explain(document.contents, "");
  document.commentBefore = commented([...(schema ? [schemaLine(schema), ""] : []), ...head]);
  // As a block, a value of nothing but spaces and line ends would be read as one without the spaces.
  return document.toString({ lineWidth: 0, blockQuote: false });
}

const head: readonly string[] = [
  "What elastic-janitor does with idle Elastic IPs and orphaned network interfaces.",
  "It is read at build time: a mistake stops the build and says where it is.",
  "Every key but `version` can be left out. docs/policy.md has more about each.",
];

/** https://github.com/redhat-developer/yaml-language-server#using-inlined-schema */
function schemaLine(path: string): string {
  return `yaml-language-server: $schema=${path}`;
}

/** Puts above each key what it is good for, and an example where a value alone does not show how it is written. */
function explain(map: YAMLMap, parent: string): void {
  for (const { key, value } of map.items) {
    if (!isScalar(key)) continue;
    const path = `${parent}${key.value}`;
    const words = [descriptions[path], notes[path]].filter((each) => each !== undefined).join(" ");
    key.commentBefore = commented([...wrapped(words), ...(examples[path] ?? [])]);
    key.spaceBefore = parent === "" && path !== "version";
    if (isMap(value)) explain(value, `${path}.`);
  }
}

/** What is said besides. */
const notes: Readonly<Record<string, string>> = {
  protect: "So does the tag janitor:policy with the value keep, whatever stands here.",
  default: "keep, report or release; nothing is released unless the mode is release as well.",
  "notify.digest": "Or never.",
};

/** Without their signs of a comment they are what can stand in a policy. */
export const examples: Readonly<Record<string, readonly string[]>> = {
  regions: ["regions: [eu-central-1, us-east-1]"],
  protect: ["protect:", "  - tag: DoNotDelete", "  - tag: env", "    values: [prod, production]"],
  rules: [
    "rules:",
    "  - name: leaked EKS interfaces",
    "    match: { kind: network-interface, service: eks-cni, description: aws-K8S }",
    "    action: release",
    "    grace: 6h",
    "  - name: addresses of the network team",
    "    match: { kind: elastic-ip, tag: team, values: [network], regions: [us-east-1] }",
    "    action: report",
  ],
};

const width = 96;

function wrapped(text: string): readonly string[] {
  return [...text.matchAll(new RegExp(`(\\S.{0,${width - 1}})(?:\\s+|$)`, "g"))].map(([, line = ""]) => line);
}

function commented(lines: readonly string[]): string {
  return lines.map((line) => ` ${line}`.trimEnd()).join("\n");
}

/** As short as the schema reads it: `7d`, `36h`, `90m`. */
function writeDuration(ms: number): string {
  const units: readonly (readonly [string, number])[] = [
    ["d", 86_400_000],
    ["h", 3_600_000],
    ["m", 60_000],
  ];
  const [unit, size] = units.find(([, size]) => ms % size === 0) ?? ["s", 1_000];
  return `${ms / size}${unit}`;
}
