import type { NetworkInterface as SdkNetworkInterface } from "@aws-sdk/client-ec2";
import { describe, expect, test } from "vitest";
import { UnreadableAnswer } from "../../functions/janitor/aws/answer.ts";
import { readInterface } from "../../functions/janitor/aws/read-interface.ts";
import { findForbiddingFacts } from "../../functions/janitor/domain/forbidding-facts.ts";
import { aPolicy, rawInterface, scope } from "../support/samples.ts";

function read(changes: SdkNetworkInterface = {}) {
  return readInterface(rawInterface(changes), scope);
}

/** The same, with one field left out. */
function readWithout(field: keyof SdkNetworkInterface) {
  const raw = rawInterface();
  delete raw[field];
  return readInterface(raw, scope);
}

function reasons(networkInterface: ReturnType<typeof read>) {
  return findForbiddingFacts(networkInterface, aPolicy()).map(({ reason }) => reason);
}

describe("use", () => {
  test("only an available interface is idle", () => {
    expect(read().use).toEqual({ state: "idle" });
  });

  test.each(["associated", "attaching", "in-use", "detaching", "pending-acceptance", "Available", ""])(
    "the status %j is use, known or not",
    (status) => {
      // The SDK passes on what EC2 sends, known to its types or not.
      const raw: SdkNetworkInterface = { ...rawInterface(), ...JSON.parse(JSON.stringify({ Status: status })) };
      expect(readInterface(raw, scope).use).toEqual({ state: "in-use", status });
    },
  );

  test("no status at all is use", () => {
    expect(readWithout("Status").use).toEqual({ state: "in-use", status: "unknown" });
  });

  test.each([
    { AttachmentId: "eni-attach-1" },
    { InstanceOwnerId: "amazon-elb" },
    { DeviceIndex: 0 },
    { DeleteOnTermination: false },
  ])("an attachment %j is use, whatever the status says", (Attachment) => {
    expect(read({ Attachment }).use).toEqual({ state: "in-use", status: "available" });
  });

  test("an attachment that says nothing is none", () => {
    expect(read({ Attachment: { AttachmentId: "", InstanceId: "" } }).use).toEqual({ state: "idle" });
    expect(read({ Attachment: {} }).use).toEqual({ state: "idle" });
  });
});

describe("who it belongs to", () => {
  test("an interface that a person made has nothing against it", () => {
    expect(reasons(read())).toEqual([]);
  });

  test("no owner is somebody else", () => {
    expect(readWithout("OwnerId").ownerId).toBe("unknown");
    expect(reasons(readWithout("OwnerId"))).toEqual(["foreign-owner"]);
    expect(reasons(read({ OwnerId: "" }))).toEqual(["foreign-owner"]);
  });

  test("no type is not the plain type", () => {
    expect(readWithout("InterfaceType").interfaceType).toBe("unknown");
    expect(reasons(readWithout("InterfaceType"))).toEqual(["interface-type"]);
  });

  test("what is not said to be free of a requester is managed by one", () => {
    expect(reasons(readWithout("RequesterManaged"))).toEqual(["requester-managed"]);
    expect(reasons(read({ RequesterManaged: true, RequesterId: "amazon-elb" }))).toEqual(["requester-managed"]);
    expect(read({ RequesterManaged: true, RequesterId: "amazon-elb" }).requesterId).toBe("amazon-elb");
  });

  test("a requester's id alone is no management: whoever creates an interface has one", () => {
    expect(reasons(read({ RequesterId: "AIDAEXAMPLE" }))).toEqual([]);
    expect(read({ RequesterId: "" }).requesterId).toBeUndefined();
  });

  test("an operator that manages it is named, as unknown if need be", () => {
    expect(read({ Operator: { Managed: true, Principal: "eks.amazonaws.com" } }).operator).toBe("eks.amazonaws.com");
    expect(read({ Operator: { Managed: true } }).operator).toBe("unknown");
    expect(read({ Operator: { Managed: true, Principal: "" } }).operator).toBe("unknown");
  });

  test("no operator, or one that does not manage it, is none", () => {
    expect(readWithout("Operator").operator).toBeUndefined();
    expect(read({ Operator: { Managed: false } }).operator).toBeUndefined();
  });

  test("an operator that is named manages it unless it is said not to", () => {
    expect(read({ Operator: { Principal: "eks.amazonaws.com" } }).operator).toBe("eks.amazonaws.com");
  });
});

describe("the addresses on it", () => {
  test("those of all its private addresses count, each once", () => {
    const networkInterface = read({
      Association: { PublicIp: "198.51.100.1" },
      PrivateIpAddresses: [
        { PrivateIpAddress: "10.0.0.5", Primary: true, Association: { PublicIp: "198.51.100.1" } },
        { PrivateIpAddress: "10.0.0.6", Primary: false, Association: { PublicIp: "198.51.100.2" } },
        { PrivateIpAddress: "10.0.0.7", Association: { PublicIp: "" } },
      ],
    });
    expect(networkInterface.elasticIps).toEqual(["198.51.100.1", "198.51.100.2"]);
  });

  test("the one that only the interface itself names counts", () => {
    expect(read({ Association: { PublicIp: "198.51.100.1" } }).elasticIps).toEqual(["198.51.100.1"]);
  });

  test.each([
    { CarrierIp: "192.0.2.2", AllocationId: "eipalloc-1" },
    { CustomerOwnedIp: "192.0.2.2", AllocationId: "eipalloc-1" },
  ])("one that is not public counts as well: %j", (Association) => {
    expect(read({ Association }).elasticIps).toEqual(["192.0.2.2"]);
  });

  test("without an association there are none", () => {
    expect(read().elasticIps).toEqual([]);
  });
});

test("what it takes to make the interface again is all there", () => {
  const networkInterface = read({
    Description: "a spare one",
    VpcId: "vpc-1",
    SubnetId: "subnet-1",
    AvailabilityZone: "eu-central-1a",
    MacAddress: "02:00:00:00:00:01",
    SourceDestCheck: false,
    PrivateIpAddresses: [{ PrivateIpAddress: "10.0.0.5", Primary: true }, { PrivateIpAddress: "10.0.0.6" }],
    Ipv6Addresses: [{ Ipv6Address: "2001:db8::1" }],
    Ipv4Prefixes: [{ Ipv4Prefix: "10.0.0.16/28" }],
    Ipv6Prefixes: [{ Ipv6Prefix: "2001:db8::/80" }],
    Groups: [{ GroupId: "sg-1" }, { GroupId: "sg-2" }],
  });
  expect(networkInterface.shape).toEqual({
    description: "a spare one",
    vpcId: "vpc-1",
    subnetId: "subnet-1",
    availabilityZone: "eu-central-1a",
    macAddress: "02:00:00:00:00:01",
    sourceDestCheck: false,
    privateIps: [
      { address: "10.0.0.5", primary: true },
      { address: "10.0.0.6", primary: false },
    ],
    ipv6Addresses: ["2001:db8::1"],
    ipv4Prefixes: ["10.0.0.16/28"],
    ipv6Prefixes: ["2001:db8::/80"],
    securityGroupIds: ["sg-1", "sg-2"],
  });
});

test.each([undefined, ""])("without an id (%j) the answer cannot be read", (NetworkInterfaceId) => {
  expect(() => readInterface({ ...rawInterface(), NetworkInterfaceId }, scope)).toThrow(UnreadableAnswer);
});

test("a tag key that is a name of JavaScript's own is only a key", () => {
  const { tags } = read({ TagSet: [{ Key: "__proto__", Value: "keep" }] });
  expect(Object.getPrototypeOf(tags)).toBe(Object.prototype);
  expect(Object.entries(tags)).toEqual([["__proto__", "keep"]]);
});
