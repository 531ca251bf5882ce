import { describe, expect, test } from "vitest";
import { decide } from "../../functions/janitor/domain/decide.ts";
import type { Policy, Rule } from "../../functions/janitor/domain/policy.ts";
import type { Resource, Tags } from "../../functions/janitor/domain/resource.ts";
import { day, hour, makeAddress, makeInterface, makePolicy, marked, now } from "./make.ts";

const keepAll: Rule = { name: "keep all", match: { tag: "Name" }, action: "keep" };
const named = (tags: Tags = {}) => makeAddress({ tags: marked(8 * day, { Name: "x", ...tags }) });

describe("whose word decides", () => {
  test("a rule that matches comes before the default", () => {
    expect(decide(named(), makePolicy({ rules: [keepAll] }), now)).toEqual({
      kind: "keep",
      reason: "policy",
      decidedBy: { by: "rule", rule: "keep all" },
    });
  });

  test("a rule can also release what the default would keep", () => {
    const policy = makePolicy({ default: "keep", rules: [{ ...keepAll, action: "release" }] });
    expect(decide(named(), policy, now)).toMatchObject({
      kind: "release",
      decidedBy: { by: "rule", rule: "keep all" },
    });
  });

  test("the resource's own tag comes before every rule", () => {
    const policy = makePolicy({ default: "keep", rules: [keepAll] });
    expect(decide(named({ "janitor:policy": "Report" }), policy, now)).toEqual({
      kind: "report",
      reason: "policy",
      decidedBy: { by: "tag" },
    });
    expect(decide(named({ "janitor:policy": "release" }), policy, now)).toMatchObject({
      kind: "release",
      decidedBy: { by: "tag" },
    });
  });

  test("the first rule that matches wins", () => {
    const rules: readonly Rule[] = [
      { name: "other", match: { tag: "team" }, action: "release" },
      { name: "first", match: { tag: "Name" }, action: "report" },
      { name: "second", match: { tag: "Name" }, action: "keep" },
    ];
    const decidedBy = { by: "rule", rule: "first" };
    expect(decide(named(), makePolicy({ rules }), now)).toEqual({ kind: "report", reason: "policy", decidedBy });
  });

  test("the tag release opens no door that a protected tag or a fact closes", () => {
    const address = named({ "janitor:policy": "release" });
    expect(decide(address, makePolicy({ protect: [{ tag: "Name" }] }), now).reason).toBe("protect-rule");
    expect(decide({ ...address, serviceManaged: "rds" }, makePolicy(), now).reason).toBe("service-managed");
  });
});

describe("the grace", () => {
  const ruled = (graceMs?: number): Partial<Policy> => ({
    rules: [{ name: "r", match: { tag: "Name" }, action: "release", graceMs }],
  });

  test.each<[string, Tags, Partial<Policy>, number]>([
    ["the policy, when nobody else says anything", {}, {}, 7 * day],
    ["the policy, when the rule that matches has none", {}, ruled(), 7 * day],
    ["the rule that matches", {}, ruled(6 * hour), 6 * hour],
    ["the resource's tag, before the policy", { "janitor:grace": "2w" }, {}, 14 * day],
    ["the resource's tag, before the rule", { "janitor:grace": "2w" }, ruled(6 * hour), 14 * day],
    [
      "the resource's tag, when its policy is a tag too",
      { "janitor:policy": "release", "janitor:grace": "1h" },
      {},
      hour,
    ],
    ["the policy, when the tag release overrules the rule", { "janitor:policy": "release" }, ruled(6 * hour), 7 * day],
  ])("comes from %s", (_, tags, policy, graceMs) => {
    const address = makeAddress({ tags: { Name: "x", ...tags } });
    expect(decide(address, makePolicy(policy), now)).toMatchObject({
      reason: "first-seen",
      graceMs,
      dueAt: now + graceMs,
    });
  });

  test("a longer grace on the resource keeps it waiting", () => {
    expect(decide(named({ "janitor:grace": "9d" }), makePolicy(), now)).toMatchObject({
      kind: "wait",
      reason: "grace",
      dueAt: now + day,
    });
  });
});

describe("what a rule matches", () => {
  const address = makeAddress({ tags: { team: "Network", env: "" } });
  const networkInterface = makeInterface({ tags: { team: "net" }, description: "aws-K8S-i-0123" });
  const ofANode = { "node.k8s.amazonaws.com/instance_id": "i-0123" };

  test.each<[string, Rule["match"], Resource, boolean]>([
    ["its kind", { kind: "elastic-ip" }, address, true],
    ["another kind", { kind: "network-interface" }, address, false],
    ["a tag with any value", { tag: "TEAM" }, address, true],
    ["a tag with an empty value", { tag: "env" }, address, true],
    ["a tag it does not have", { tag: "owner" }, address, false],
    ["a tag with one of the values", { tag: "team", values: ["web", "network"] }, address, true],
    ["a tag with another value", { tag: "team", values: ["web"] }, address, false],
    ["its region", { regions: ["us-east-1", "eu-central-1"] }, address, true],
    ["another region", { regions: ["us-east-1"] }, address, false],
    ["a part of its description, in any case", { description: "AWS-k8s" }, networkInterface, true],
    ["another description", { description: "EFS mount" }, networkInterface, false],
    ["its service", { service: "eks-cni" }, networkInterface, true],
    ["another service", { service: "lambda" }, networkInterface, false],
    ["a service, of which nothing tells", { service: "eks-cni" }, makeInterface({ description: "mine" }), false],
    ["a service, which an address never has", { service: "eks-cni" }, makeAddress({ tags: ofANode }), false],
    ["its service, and another description", { service: "eks-cni", description: "EFS mount" }, networkInterface, false],
    ["its description, and another service", { service: "lambda", description: "aws-K8S" }, networkInterface, false],
    ["a description, which an address has not", { description: "aws-K8S" }, address, false],
    [
      "all of it",
      { kind: "network-interface", tag: "team", values: ["net"], regions: ["eu-central-1"], description: "k8s" },
      networkInterface,
      true,
    ],
    ["all but the kind", { kind: "elastic-ip", tag: "team" }, networkInterface, false],
    ["all but the tag", { kind: "elastic-ip", tag: "owner" }, address, false],
    ["all but the region", { kind: "elastic-ip", regions: ["us-east-1"] }, address, false],
    ["all but the tag, with the description", { tag: "owner", description: "k8s" }, networkInterface, false],
  ])("%s", (_, match, resource, matches) => {
    const policy = makePolicy({ default: "keep", rules: [{ name: "r", match, action: "report" }] });
    expect(decide(resource, policy, now).kind).toBe(matches ? "report" : "keep");
  });
});

describe("a rule for a service", () => {
  const rules: readonly Rule[] = [{ name: "r", match: { service: "elb" }, action: "release", graceMs: hour }];

  test.each([
    makeInterface({ interfaceType: "network_load_balancer" }),
    makeInterface({ requesterManaged: true, requesterId: "amazon-elb" }),
    makeInterface({ operator: "unknown", description: "ELB app/a/0123456789abcdef" }),
  ])("releases nothing that the service still manages", (networkInterface) => {
    expect(decide(networkInterface, makePolicy({ rules }), now).kind).toBe("protect");
  });

  test("has its own grace", () => {
    const left = makeInterface({ tags: marked(2 * hour), description: "ELB app/a/0123456789abcdef" });
    expect(decide(left, makePolicy({ rules }), now)).toMatchObject({ kind: "release", graceMs: hour });
    expect(decide(left, makePolicy(), now)).toMatchObject({ kind: "wait", reason: "grace" });
  });
});
