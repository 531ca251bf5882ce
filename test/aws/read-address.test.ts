import { describe, expect, test } from "vitest";
import { UnreadableAnswer } from "../../functions/janitor/aws/answer.ts";
import { readAddress } from "../../functions/janitor/aws/read-address.ts";
import { rawAddress, scope } from "../support/samples.ts";

describe("readAddress", () => {
  test("an address without any association is idle", () => {
    expect(readAddress(rawAddress(), scope).use).toEqual({ state: "idle" });
  });

  test.each([
    ["an association without an instance, as a NAT gateway has it", { AssociationId: "eipassoc-1" }],
    ["an instance alone", { InstanceId: "i-1" }],
    ["an interface alone", { NetworkInterfaceId: "eni-1" }],
  ])("%s is use", (_, fields) => {
    expect(readAddress(rawAddress(fields), scope).use).toEqual({ state: "in-use" });
  });

  test("empty strings in place of an association are no association", () => {
    const address = readAddress(rawAddress({ AssociationId: "", InstanceId: "", NetworkInterfaceId: "" }), scope);
    expect(address.use).toEqual({ state: "idle" });
  });

  test("every fact that may forbid a release is carried over", () => {
    const raw = rawAddress({
      NetworkBorderGroup: "us-east-1-bos-1",
      PublicIpv4Pool: "ipv4pool-ec2-1",
      CustomerOwnedIp: "192.0.2.1",
      CustomerOwnedIpv4Pool: "ipv4pool-coip-1",
      CarrierIp: "192.0.2.2",
      ServiceManaged: "alb",
      Tags: [{ Key: "Name", Value: "web" }],
    });
    expect(readAddress(raw, scope)).toEqual({
      kind: "elastic-ip",
      scope,
      id: "eipalloc-1",
      publicIp: "198.51.100.1",
      tags: { Name: "web" },
      use: { state: "idle" },
      networkBorderGroup: "us-east-1-bos-1",
      publicIpv4Pool: "ipv4pool-ec2-1",
      customerOwnedIp: "192.0.2.1",
      customerOwnedIpv4Pool: "ipv4pool-coip-1",
      carrierIp: "192.0.2.2",
      serviceManaged: "alb",
    });
  });

  test("empty strings are absent facts", () => {
    const raw = rawAddress({ NetworkBorderGroup: "", PublicIpv4Pool: "", CustomerOwnedIp: "", CarrierIp: "" });
    expect(readAddress(raw, scope)).toMatchObject({
      networkBorderGroup: undefined,
      publicIpv4Pool: undefined,
      customerOwnedIp: undefined,
      carrierIp: undefined,
    });
  });

  test.each([undefined, ""])("without an allocation id (%j) the answer cannot be read", (AllocationId) => {
    expect(() => readAddress({ ...rawAddress(), AllocationId }, scope)).toThrow(UnreadableAnswer);
  });

  test.each([undefined, ""])("without any address (%j) the answer cannot be read", (PublicIp) => {
    expect(() => readAddress({ ...rawAddress(), PublicIp }, scope)).toThrow(UnreadableAnswer);
  });

  test.each([
    ["a carrier address of a Wavelength Zone", { CarrierIp: "192.0.2.2" }],
    [
      "a customer-owned address of an Outpost",
      { CustomerOwnedIp: "192.0.2.2", CustomerOwnedIpv4Pool: "ipv4pool-coip-1" },
    ],
  ])("%s, which has no public address, is read by the address it has", (_, fields) => {
    const { PublicIp: _none, ...raw } = rawAddress(fields);
    expect(readAddress(raw, scope).publicIp).toBe("192.0.2.2");
  });

  test("a tag key that is a name of JavaScript's own is only a key", () => {
    const { tags } = readAddress(rawAddress({ Tags: [{ Key: "__proto__", Value: "keep" }] }), scope);
    expect(Object.getPrototypeOf(tags)).toBe(Object.prototype);
    expect(Object.entries(tags)).toEqual([["__proto__", "keep"]]);
  });

  test("a tag without a value has an empty one, and one without a key is none", () => {
    const { tags } = readAddress(rawAddress({ Tags: [{ Key: "DoNotDelete" }, { Value: "stray" }] }), scope);
    expect(tags).toEqual({ DoNotDelete: "" });
  });
});
