import { describe, expect, test } from "vitest";
import { type ForbiddingFact, findForbiddingFacts } from "../../functions/janitor/domain/forbidding-facts.ts";
import type { ElasticIp, NetworkInterface, Tags } from "../../functions/janitor/domain/resource.ts";
import { makeAddress, makeInterface, makePolicy, scope } from "./make.ts";

describe("an address", () => {
  test.each<[string, Partial<ElasticIp>]>([
    ["from Amazon's pool", { publicIpv4Pool: "amazon" }],
    ["with no pool named", { publicIpv4Pool: undefined }],
    ["in a Local Zone", { networkBorderGroup: "us-west-2-lax-1" }],
  ])("%s is forbidden by nothing", (_, changes) => {
    expect(findForbiddingFacts(makeAddress(changes), makePolicy())).toEqual([]);
  });

  test.each<[Partial<ElasticIp>, ForbiddingFact]>([
    [{ serviceManaged: "rnat" }, { reason: "service-managed", service: "rnat" }],
    [{ publicIpv4Pool: "ipv4pool-ec2-1" }, { reason: "customer-owned-pool", pool: "ipv4pool-ec2-1" }],
    [{ publicIpv4Pool: "ipam-pool-1" }, { reason: "customer-owned-pool", pool: "ipam-pool-1" }],
    [{ publicIpv4Pool: "Amazon" }, { reason: "customer-owned-pool", pool: "Amazon" }],
    [{ customerOwnedIp: "198.51.100.1" }, { reason: "customer-owned-pool", pool: "198.51.100.1" }],
    [{ customerOwnedIpv4Pool: "ipv4pool-coip-1" }, { reason: "customer-owned-pool", pool: "ipv4pool-coip-1" }],
    [{ carrierIp: "198.51.100.2" }, { reason: "customer-owned-pool", pool: "198.51.100.2" }],
  ])("with %j is forbidden", (changes, fact) => {
    expect(findForbiddingFacts(makeAddress(changes), makePolicy())).toEqual([fact]);
  });

  test("that belongs to the customer in several ways is named once", () => {
    const address = makeAddress({ customerOwnedIp: "198.51.100.1", customerOwnedIpv4Pool: "ipv4pool-coip-1" });
    const pool = { reason: "customer-owned-pool", pool: "198.51.100.1" };
    expect(findForbiddingFacts(address, makePolicy())).toEqual([pool]);
  });

  test("shows all its facts, the strongest first", () => {
    const tags = { "aws:cloudformation:stack-name": "shop" };
    const address = makeAddress({ tags, carrierIp: "198.51.100.2", serviceManaged: "nlb" });
    expect(findForbiddingFacts(address, makePolicy()).map(({ reason }) => reason)).toEqual([
      "service-managed",
      "customer-owned-pool",
      "stack-managed",
    ]);
  });
});

describe("an interface", () => {
  test("that a person made is forbidden by nothing", () => {
    expect(findForbiddingFacts(makeInterface({ requesterId: "AIDA1" }), makePolicy())).toEqual([]);
  });

  test.each<[Partial<NetworkInterface>, ForbiddingFact]>([
    [{ ownerId: "210987654321" }, { reason: "foreign-owner", ownerId: "210987654321" }],
    [{ ownerId: "unknown" }, { reason: "foreign-owner", ownerId: "unknown" }],
    [{ scope: { ...scope, account: "1" } }, { reason: "foreign-owner", ownerId: scope.account }],
    [{ operator: "eks.amazonaws.com" }, { reason: "operator-managed", operator: "eks.amazonaws.com" }],
    [
      { requesterManaged: true, requesterId: "amazon-elb" },
      { reason: "requester-managed", requesterId: "amazon-elb" },
    ],
    [{ requesterManaged: true }, { reason: "requester-managed", requesterId: "unknown" }],
    [{ interfaceType: "vpc_endpoint" }, { reason: "interface-type", interfaceType: "vpc_endpoint" }],
    [{ interfaceType: "efa" }, { reason: "interface-type", interfaceType: "efa" }],
    [{ interfaceType: "unknown" }, { reason: "interface-type", interfaceType: "unknown" }],
  ])("with %j is forbidden", (changes, fact) => {
    expect(findForbiddingFacts(makeInterface(changes), makePolicy())).toEqual([fact]);
  });

  test("shows all its facts, the strongest first", () => {
    const networkInterface = makeInterface({
      ownerId: "210987654321",
      operator: "eks.amazonaws.com",
      requesterManaged: true,
      interfaceType: "lambda",
      tags: { "aws:cloudformation:stack-id": "arn:aws:cloudformation:eu-central-1:1:stack/shop/1" },
    });
    expect(findForbiddingFacts(networkInterface, makePolicy()).map(({ reason }) => reason)).toEqual([
      "foreign-owner",
      "operator-managed",
      "requester-managed",
      "interface-type",
      "stack-managed",
    ]);
  });
});

test("a kind of resource that the compiler never saw stops the run: nothing vouches that it may be released", () => {
  const resource: ElasticIp = { ...makeAddress(), ...JSON.parse('{"kind":"volume"}') };
  expect(() => findForbiddingFacts(resource, makePolicy())).toThrow("a case is not handled");
});

describe("a CloudFormation stack", () => {
  test.each<[Tags, string]>([
    [{ "aws:cloudformation:stack-name": "shop", "aws:cloudformation:stack-id": "arn:1" }, "shop"],
    [{ "aws:cloudformation:stack-id": "arn:1" }, "arn:1"],
    [{ "aws:cloudformation:stack-name": "" }, ""],
  ])("that owns it forbids: %j", (tags, name) => {
    const facts = [{ reason: "stack-managed", stack: name }];
    expect(findForbiddingFacts(makeAddress({ tags }), makePolicy())).toEqual(facts);
    expect(findForbiddingFacts(makeInterface({ tags }), makePolicy())).toEqual(facts);
  });

  test("no longer forbids once the policy turns that guard off, and everything else still does", () => {
    const tags = { "aws:cloudformation:stack-name": "shop" };
    const policy = makePolicy({ guards: { ...makePolicy().guards, stacks: false } });
    expect(findForbiddingFacts(makeAddress({ tags }), policy)).toEqual([]);
    expect(findForbiddingFacts(makeAddress({ tags, serviceManaged: "alb" }), policy)).toEqual([
      { reason: "service-managed", service: "alb" },
    ]);
  });

  test("is not taken from other tags that CloudFormation or a person sets", () => {
    const tags = { "aws:cloudformation:logical-id": "Address", "cloudformation:stack-name": "shop" };
    expect(findForbiddingFacts(makeAddress({ tags }), makePolicy())).toEqual([]);
  });
});
