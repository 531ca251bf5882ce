import { describe, expect, test } from "vitest";
import { account } from "../template.ts";
import { janitorRole } from "./janitor-role.ts";
import { type Context, judge } from "./judge.ts";

const address = arnOf("elastic-ip/eipalloc-0123456789abcdef0");
const networkInterface = arnOf("network-interface/eni-0123456789abcdef0");

function arnOf(resource: string, owner = account): string {
  return `arn:aws:ec2:eu-west-1:${owner}:${resource}`;
}

/** What EC2 says of a call that writes these tags, or takes them off. */
function tagging(keys: readonly string[], region = "eu-west-1"): Context {
  return { "aws:RequestedRegion": region, ...(keys.length > 0 ? { "aws:TagKeys": keys } : {}) };
}

const written = ["ec2:CreateTags", "ec2:DeleteTags"];

describe.each(["mark", "release"])("in mode %s", (mode) => {
  const janitor = janitorRole({ mode });

  test.each([
    [["janitor:idle-since"], "Allowed"],
    [["janitor:policy"], "ImplicitlyDenied"],
    [["janitor:keep-until"], "ImplicitlyDenied"],
    [["janitor:grace"], "ImplicitlyDenied"],
    [["Name"], "ImplicitlyDenied"],
    [["janitor:idle-since", "janitor:policy"], "ImplicitlyDenied"],
    [["janitor:idle-since", "Name"], "ImplicitlyDenied"],
    [["Janitor:Idle-Since"], "ImplicitlyDenied"],
    [["janitor:idle-since-2"], "ImplicitlyDenied"],
    // To delete no tag by its key is to delete all of them.
    [[], "ImplicitlyDenied"],
  ])("to write the tags %j, or take them off, is %s", async (keys, verdict) => {
    for (const action of written) {
      for (const resource of [address, networkInterface]) {
        expect(await judge(janitor, { action, resource, context: tagging(keys) }), action).toBe(verdict);
      }
    }
  });

  test.each(["instance/i-1", "security-group/sg-1", "vpc/vpc-1", "volume/vol-1", "launch-template/lt-1"])(
    "not even the mark is put on %s, or taken off",
    async (resource) => {
      for (const action of written) {
        const context = tagging(["janitor:idle-since"]);
        expect(await judge(janitor, { action, resource: arnOf(resource), context })).toBe("ImplicitlyDenied");
      }
    },
  );

  test("not even the mark is put on what another account shares, or taken off", async () => {
    for (const action of written) {
      const resource = arnOf("network-interface/eni-1", "210987654321");
      const context = tagging(["janitor:idle-since"]);
      expect(await judge(janitor, { action, resource, context })).toBe("ImplicitlyDenied");
    }
  });
});

test("in mode report not even the mark is written or taken off", async () => {
  for (const action of written) {
    const context = {
      ...tagging(["janitor:idle-since"]),
      "aws:ResourceTag/janitor:idle-since": "2026-11-01T06:00:00Z",
    };
    expect(await judge(janitorRole({ mode: "report" }), { action, resource: address, context })).toBe(
      "ImplicitlyDenied",
    );
  }
});

describe("with another prefix", () => {
  const janitor = janitorRole({ mode: "mark", tagPrefix: "acme/janitor:" });

  test.each([
    [["acme/janitor:idle-since"], "Allowed"],
    [["janitor:idle-since"], "ImplicitlyDenied"],
    [["acme/janitor:policy"], "ImplicitlyDenied"],
    [["acme/janitor:idle-since", "janitor:idle-since"], "ImplicitlyDenied"],
  ])("to write the tags %j, or take them off, is %s", async (keys, verdict) => {
    for (const action of written) {
      expect(await judge(janitor, { action, resource: address, context: tagging(keys) })).toBe(verdict);
    }
  });
});

describe("with a list of regions", () => {
  const janitor = janitorRole({ mode: "mark", regions: ["eu-west-1", "us-west-2"] });

  test.each([
    ["eu-west-1", "Allowed"],
    ["us-west-2", "Allowed"],
    ["eu-west-2", "ImplicitlyDenied"],
    ["us-east-1", "ImplicitlyDenied"],
  ])("to mark in %s, or take a mark off, is %s", async (region, verdict) => {
    for (const action of written) {
      const resource = address.replace("eu-west-1", region);
      const context = tagging(["janitor:idle-since"], region);
      expect(await judge(janitor, { action, resource, context })).toBe(verdict);
    }
  });
});
