import { describe, expect, test } from "vitest";
import { readOwnTags } from "../../../functions/janitor/domain/tags.ts";
import { account } from "../template.ts";
import { janitorRole, type Written } from "./janitor-role.ts";
import { judge, type Verdict } from "./judge.ts";

type Tags = Readonly<Record<string, string>>;

const mark = { "janitor:idle-since": "2026-11-01T06:00:00.000Z" };

/** What is said to the release of an address and to that of an interface, with these tags. */
async function release(written: Written, tags: Tags, region = "eu-west-1"): Promise<readonly Verdict[]> {
  const janitor = janitorRole({ mode: "release", ...written });
  const onResource = Object.entries(tags).map(([key, value]) => [`aws:ResourceTag/${key}`, value]);
  const context = { "aws:RequestedRegion": region, ...Object.fromEntries(onResource) };
  const arn = (resource: string) => `arn:aws:ec2:${region}:${account}:${resource}`;
  return [
    await judge(janitor, { action: "ec2:ReleaseAddress", resource: arn("elastic-ip/eipalloc-1"), context }),
    await judge(janitor, { action: "ec2:DeleteNetworkInterface", resource: arn("network-interface/eni-1"), context }),
  ];
}

const allowed = ["Allowed", "Allowed"];
/** Nobody has allowed it. */
const notAllowed = ["ImplicitlyDenied", "ImplicitlyDenied"];
/** It is forbidden, whoever else should allow it. */
const forbidden = ["ExplicitlyDenied", "ExplicitlyDenied"];

test.each([
  "release",
  "RELEASE",
  " Release ",
  "  release",
  "release\t",
  "\u00a0release",
  "re\u200blease",
  "ｒelease",
  "keep",
  "report",
  "kep",
  "",
])("the role and the function agree about janitor:policy = %j", async (value) => {
  const tags = { ...mark, "janitor:policy": value };
  const { policy, unreadable } = readOwnTags(tags, "janitor:");
  const says = unreadable.length === 0 && policy === "release";
  expect(await release({}, tags)).toEqual(says ? allowed : forbidden);
});

describe("a release", () => {
  test.each<[Tags, readonly string[]]>([
    [mark, allowed],
    [{ ...mark, Name: "forgotten", Owner: "ops" }, allowed],
    [{}, notAllowed],
    [{ Name: "never seen idle" }, notAllowed],
    [{ "acme:idle-since": "2026-11-01T06:00:00.000Z" }, notAllowed],
  ])("of what has the tags %j is %j: only what is marked goes", async (tags, verdicts) => {
    expect(await release({}, tags)).toEqual(verdicts);
  });

  test.each([
    "keep",
    "KEEP",
    "Keep",
    "kEEp",
    " keep",
    "keep ",
    "\tkeep  ",
    "  KeEP ",
    "keep!",
    "please keep",
    "report",
    "Report",
    "REPORT",
    " report ",
    // What the janitor cannot read keeps as well.
    "kep",
    "released",
    "do not release",
    "",
  ])("of what says janitor:policy = %j is forbidden", async (value) => {
    expect(await release({}, { ...mark, "janitor:policy": value })).toEqual(forbidden);
  });

  test.each(["release", "Release", " RELEASE "])("of what says janitor:policy = %j is allowed", async (value) => {
    expect(await release({}, { ...mark, "janitor:policy": value })).toEqual(allowed);
  });

  test.each(["Janitor:Policy", "JANITOR:POLICY", "janitor:Policy"])(
    "of what says %s = keep is forbidden: IAM compares tag keys without regard to case",
    async (key) => {
      expect(await release({}, { ...mark, [key]: "keep" })).toEqual(forbidden);
    },
  );

  test("of what a stack owns is forbidden, unless that guard is off", async () => {
    const tags = { ...mark, "aws:cloudformation:stack-id": "arn:aws:cloudformation:eu-west-1:123456789012:stack/x/y" };
    expect(await release({}, tags)).toEqual(forbidden);
    expect(await release({ guards: { dns: false, routes: false } }, tags)).toEqual(forbidden);
    expect(await release({ guards: { stacks: false } }, tags)).toEqual(allowed);
    expect(await release({ guards: { stacks: false } }, { ...tags, "janitor:policy": "keep" })).toEqual(forbidden);
  });

  test("is not allowed in modes mark and report, marked or not", async () => {
    for (const mode of ["mark", "report"]) {
      expect(await release({ mode }, mark)).toEqual(notAllowed);
      expect(await release({ mode }, { ...mark, "janitor:policy": "release" })).toEqual(notAllowed);
    }
  });
});

describe("a tag that protects", () => {
  const protect = [{ tag: "DoNotDelete" }, { tag: "env", values: ["prod", "Staging"] }, { tag: "cost:center" }];

  test.each<[Tags, readonly string[]]>([
    [{}, allowed],
    [{ DoNotDelete: "true" }, forbidden],
    [{ DoNotDelete: "" }, forbidden],
    [{ donotdelete: "no" }, forbidden],
    [{ DoNotDeleteMe: "true" }, allowed],
    [{ env: "prod" }, forbidden],
    [{ env: "PROD" }, forbidden],
    [{ ENV: "staging" }, forbidden],
    [{ env: "production" }, allowed],
    [{ env: "dev" }, allowed],
    [{ env: "" }, allowed],
    [{ "cost:center": "42" }, forbidden],
  ])("%j makes a release %j", async (tags, verdicts) => {
    expect(await release({ protect }, { ...mark, ...tags })).toEqual(verdicts);
  });

  test("does so in every case of its own spelling", async () => {
    expect(await release({ protect: [{ tag: "DONOTDELETE" }] }, { ...mark, DoNotDelete: "" })).toEqual(forbidden);
  });

  test("is left to the janitor itself where IAM cannot spell it, and the others stay", async () => {
    const unspeakable = [{ tag: "削除禁止" }, { tag: "stage", values: ["本番"] }, { tag: "Größe" }];
    const { policies } = janitorRole({ mode: "release", protect: [...unspeakable, { tag: "DoNotDelete" }] });
    expect(JSON.stringify(policies)).toMatch(/^[\t\n\r\u0020-\u00ff]*$/);
    for (const key of ["DoNotDelete", "Größe"]) {
      expect(await release({ protect: [...unspeakable, { tag: "DoNotDelete" }] }, { ...mark, [key]: "" })).toEqual(
        forbidden,
      );
    }
  });

  test("is looked at as far as IAM can spell its values", async () => {
    const protect = [{ tag: "env", values: ["本番", "prod"] }];
    expect(await release({ protect }, { ...mark, env: "prod" })).toEqual(forbidden);
    expect(await release({ protect }, { ...mark, env: "dev" })).toEqual(allowed);
  });

  // The judge does not know `${$}` where IAM does, so this only looks at how it is written.
  test("is no policy variable, whatever it looks like", () => {
    const { policies } = janitorRole({ mode: "release", protect: [{ tag: "note", values: ["of ${aws:username}"] }] });
    expect(JSON.stringify(policies)).toContain('"of ${$}{aws:username}"');
  });

  test("protects nothing when the policy does not name it", async () => {
    expect(await release({ protect: [] }, { ...mark, DoNotDelete: "true", env: "prod" })).toEqual(allowed);
  });
});

describe("with another prefix", () => {
  const tagPrefix = "acme/janitor:";
  const ownMark = { "acme/janitor:idle-since": "2026-11-01T06:00:00.000Z" };

  test.each<[Tags, readonly string[]]>([
    [ownMark, allowed],
    [mark, notAllowed],
    [{ ...ownMark, "acme/janitor:policy": "keep" }, forbidden],
    [{ ...ownMark, "acme/janitor:policy": "report" }, forbidden],
    // Another janitor's tag, or what is left of one.
    [{ ...ownMark, "janitor:policy": "keep" }, allowed],
  ])("a release of what has the tags %j is %j", async (tags, verdicts) => {
    expect(await release({ tagPrefix }, tags)).toEqual(verdicts);
  });
});

describe("with a list of regions", () => {
  const regions = ["eu-west-1", "us-west-2"];

  test.each([
    ["eu-west-1", allowed],
    ["us-west-2", allowed],
    ["us-east-1", notAllowed],
    ["eu-west-2", notAllowed],
  ])("a release in %s is %j", async (region, verdicts) => {
    expect(await release({ regions }, mark, region)).toEqual(verdicts);
  });

  test("what is forbidden is so in all regions", async () => {
    const tags = { ...mark, "janitor:policy": "keep" };
    for (const region of ["eu-west-1", "us-east-1"]) {
      expect(await release({ regions }, tags, region)).toEqual(forbidden);
    }
  });
});
