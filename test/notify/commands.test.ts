import { execFileSync } from "node:child_process";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { getBackCommand, keepCommand } from "../../functions/janitor/notify/commands.ts";
import type { TellableFinding } from "../../functions/janitor/notify/tellable-report.ts";
import { parsePolicy } from "../../functions/janitor/policy/schema.ts";
import { hostileWords } from "./make.ts";

const where = { id: "eipalloc-0123456789abcdef0", region: "eu-central-1" };

const address: TellableFinding = {
  ...where,
  kind: "elastic-ip",
  publicIp: "203.0.113.1",
  decision: "release",
  reason: "grace-over",
  outcome: "released",
  monthlyCostUsd: 3.65,
};

const shape = {
  subnetId: "subnet-0a1b2c3d",
  privateIps: [
    { address: "10.0.0.6", primary: false },
    { address: "10.0.0.5", primary: true },
  ],
  securityGroupIds: ["sg-1", "sg-2"],
};
const networkInterface: TellableFinding = {
  ...address,
  kind: "network-interface",
  id: "eni-0a1b",
  publicIp: undefined,
  shape,
};

/** The words that a shell makes of a line. */
function wordsOf(line = ""): readonly string[] {
  const printed = execFileSync("sh", ["-c", `aws() { printf '%s\\0' "$@"; }; ${line}`], { encoding: "utf8" });
  return printed.split("\0").slice(0, -1);
}

const tagWith = (...tag: readonly string[]) =>
  ["ec2", "create-tags", "--region", where.region, "--resources", where.id, "--tags", ...tag] as const;

describe("keepCommand", () => {
  test("opts a resource out, in words that need no quotes", () => {
    expect(keepCommand(where, "janitor:")).toBe(
      "aws ec2 create-tags --region eu-central-1 --resources eipalloc-0123456789abcdef0 --tags Key=janitor:policy,Value=keep",
    );
    expect(wordsOf(keepCommand(where, "janitor:"))).toEqual(tagWith("Key=janitor:policy,Value=keep"));
  });

  test.each(["our janitor ", "größe:", "a=b+", "x,y"])(
    "a prefix with other words in it comes as JSON, which a shell leaves whole: %j",
    (prefix) => {
      const words = wordsOf(keepCommand(where, prefix));
      expect(words).toEqual(tagWith(expect.anything()));
      expect(JSON.parse(words.at(-1) ?? "")).toEqual([{ Key: `${prefix}policy`, Value: "keep" }]);
    },
  );

  test("whatever prefix a policy may have, the shell sees eight words, and the tag is whole", async () => {
    const prefix = fc
      .string({ unit: fc.constantFrom(..."aZé0 +-=._:/@'\"$`\\!*~#;&|<>()"), minLength: 1, maxLength: 12 })
      .filter((tagPrefix) => parsePolicy({ version: 1, tagPrefix }).ok);
    await fc.assert(
      fc.property(prefix, (prefix) => {
        const words = wordsOf(keepCommand(where, prefix));
        expect(words.slice(0, -1)).toEqual(tagWith());
        const [tag = ""] = words.slice(-1);
        const told = tag.startsWith("[")
          ? JSON.parse(tag)
          : [Object.fromEntries(tag.split(",").map((each) => each.split("=")))];
        expect(told).toEqual([{ Key: `${prefix}policy`, Value: "keep" }]);
      }),
      { numRuns: 60 },
    );
  });

  test("a policy takes no prefix that could end the quotes, and one that comes in a report gives no line", () => {
    for (const tagPrefix of ["it's:", 'a"b', "a\\b", "a\nb", "a`b"]) {
      expect(parsePolicy({ version: 1, tagPrefix }).ok).toBe(false);
    }
    expect(keepCommand(where, "it's:")).toBeUndefined();
    expect(keepCommand(where, "'; id; '")).toBeUndefined();
  });

  test.each([
    ...hostileWords.filter((words) => words !== "__proto__" && !/^x+$/.test(words)),
    "eipalloc-1;ls",
    "-x",
    "a b",
    "$(id)",
  ])("an id or a region that needs quotes gives no line at all: %j", (words) => {
    expect(keepCommand({ ...where, id: words }, "janitor:")).toBeUndefined();
    expect(keepCommand({ ...where, region: words }, "janitor:")).toBeUndefined();
  });
});

describe("getBackCommand", () => {
  test("asks for the very address again, in its region", () => {
    expect(wordsOf(getBackCommand(address))).toEqual([
      "ec2",
      "allocate-address",
      "--region",
      "eu-central-1",
      "--domain",
      "vpc",
      "--address",
      "203.0.113.1",
    ]);
  });

  test("makes an interface anew, in its subnet with its primary address and its groups", () => {
    expect(wordsOf(getBackCommand(networkInterface))).toEqual([
      "ec2",
      "create-network-interface",
      "--region",
      "eu-central-1",
      "--subnet-id",
      "subnet-0a1b2c3d",
      "--private-ip-address",
      "10.0.0.5",
      "--groups",
      "sg-1",
      "sg-2",
    ]);
  });

  test("an interface without groups gets its VPC's own", () => {
    expect(getBackCommand({ ...networkInterface, shape: { ...shape, securityGroupIds: [] } })).toBe(
      "aws ec2 create-network-interface --region eu-central-1 --subnet-id subnet-0a1b2c3d --private-ip-address 10.0.0.5",
    );
  });

  test.each<[string, TellableFinding]>([
    ["no shape", { ...networkInterface, shape: undefined }],
    ["no subnet", { ...networkInterface, shape: { ...shape, subnetId: undefined } }],
    ["no primary address", { ...networkInterface, shape: { ...shape, privateIps: shape.privateIps.slice(0, 1) } }],
    ["no address", { ...address, publicIp: undefined }],
    ["an address that is none", { ...address, publicIp: "203.0.113.1; ls" }],
    ["an odd region", { ...address, region: "eu-central-1 --profile x" }],
    ["an odd region of an interface", { ...networkInterface, region: "$(id)" }],
    ["an odd subnet", { ...networkInterface, shape: { ...shape, subnetId: "subnet-1 --dry-run" } }],
    ["an odd group", { ...networkInterface, shape: { ...shape, securityGroupIds: ["sg-1", "$(id)"] } }],
    [
      "an odd private address",
      { ...networkInterface, shape: { ...shape, privateIps: [{ address: "10.0.0.5;ls", primary: true }] } },
    ],
    ["a group that is an option", { ...networkInterface, shape: { ...shape, securityGroupIds: ["--dry-run"] } }],
  ])("with %s there is no line at all", (_, finding) => {
    expect(getBackCommand(finding)).toBeUndefined();
  });
});
