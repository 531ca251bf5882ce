import { DescribeAddressesCommand, DescribeNetworkInterfacesCommand, EC2Client } from "@aws-sdk/client-ec2";
import { mockClient } from "aws-sdk-client-mock";
import { afterEach, describe, expect, test } from "vitest";
import { lookAgain } from "../../functions/janitor/aws/look-again.ts";
import type { Resource } from "../../functions/janitor/domain/resource.ts";
import { anAddress, anInterface, awsError, noEnd, rawAddress, rawInterface, scope } from "../support/samples.ts";
import { sentCalls, signalsOf } from "./sent-calls.ts";

const ec2 = mockClient(EC2Client);
type CommandResponse = Parameters<typeof ec2.resolves>[0];
afterEach(() => ec2.reset());

function look(resource: Resource, signal = noEnd()) {
  return lookAgain(resource, new EC2Client({ region: scope.region }), signal);
}

describe("an address", () => {
  test("is asked for by its id alone, with the signal that ends the run", async () => {
    ec2.on(DescribeAddressesCommand).resolves({ Addresses: [rawAddress()] });
    const signal = noEnd();
    await look(anAddress(), signal);
    expect(sentCalls(ec2)).toMatchObject([{ input: { AllocationIds: ["eipalloc-1"] } }]);
    expect(signalsOf(ec2)[0]).toBe(signal);
  });

  test("is there as it is now, and not as it was", async () => {
    const raw = rawAddress({ AssociationId: "eipassoc-1", Tags: [{ Key: "janitor:policy", Value: "keep" }] });
    ec2.on(DescribeAddressesCommand).resolves({ Addresses: [raw] });
    expect(await look(anAddress())).toMatchObject({
      seen: "there",
      resource: { id: "eipalloc-1", scope, use: { state: "in-use" }, tags: { "janitor:policy": "keep" } },
    });
  });

  test.each(["InvalidAllocationID.NotFound", "InvalidAddress.NotFound"])("is gone when EC2 says %s", async (code) => {
    ec2.on(DescribeAddressesCommand).rejects(awsError(code));
    expect(await look(anAddress())).toEqual({ seen: "gone" });
  });

  test("is gone when the list is empty", async () => {
    ec2.on(DescribeAddressesCommand).resolves({ Addresses: [] });
    expect(await look(anAddress())).toEqual({ seen: "gone" });
  });

  test("is in use when it comes twice, once idle and once in use", async () => {
    const [idle, used] = [rawAddress(), rawAddress({ AssociationId: "eipassoc-1" })];
    for (const Addresses of [
      [idle, used],
      [used, idle],
    ]) {
      ec2.on(DescribeAddressesCommand).resolves({ Addresses });
      expect(await look(anAddress())).toMatchObject({ seen: "there", resource: { use: { state: "in-use" } } });
    }
  });

  test("is never another one that came in the answer", async () => {
    ec2.on(DescribeAddressesCommand).resolves({ Addresses: [rawAddress({ AllocationId: "eipalloc-2" })] });
    expect(await look(anAddress())).toEqual({ seen: "gone" });
  });
});

describe("an interface", () => {
  test("is asked for by its id, by filter and page, with the signal that ends the run", async () => {
    ec2.on(DescribeNetworkInterfacesCommand).resolves({ NetworkInterfaces: [rawInterface()] });
    const signal = noEnd();
    await look(anInterface(), signal);
    expect(sentCalls(ec2)).toMatchObject([
      {
        input: { Filters: [{ Name: "network-interface-id", Values: ["eni-1"] }], MaxResults: expect.any(Number) },
      },
    ]);
    expect(signalsOf(ec2)[0]).toBe(signal);
  });

  test("is there as it is now, and not as it was", async () => {
    ec2.on(DescribeNetworkInterfacesCommand).resolves({ NetworkInterfaces: [rawInterface({ Status: "attaching" })] });
    expect(await look(anInterface())).toMatchObject({
      seen: "there",
      resource: { id: "eni-1", use: { state: "in-use", status: "attaching" } },
    });
  });

  test("is gone when the list is empty, or EC2 does not know the id", async () => {
    ec2.on(DescribeNetworkInterfacesCommand).resolves({ NetworkInterfaces: [] });
    expect(await look(anInterface())).toEqual({ seen: "gone" });
    ec2.on(DescribeNetworkInterfacesCommand).rejects(awsError("InvalidNetworkInterfaceID.NotFound"));
    expect(await look(anInterface())).toEqual({ seen: "gone" });
  });

  test("is not gone when an empty page says that another one follows", async () => {
    ec2
      .on(DescribeNetworkInterfacesCommand)
      .callsFake(({ NextToken }) =>
        NextToken === "2" ? { NetworkInterfaces: [rawInterface()] } : { NetworkInterfaces: [], NextToken: "2" },
      );
    expect((await look(anInterface())).seen).toBe("there");
  });

  test.each([
    ["leads in a circle", () => "again", 2, "the pages of the answer lead in a circle"],
    ["has no end", (at: number) => String(at), 5, "the answer has more than 5 pages"],
  ])("is not seen, and never gone, when its listing %s", async (_, tokenOf, pages, message) => {
    let at = 0;
    ec2.on(DescribeNetworkInterfacesCommand).callsFake(() => {
      at += 1;
      return { NetworkInterfaces: [], NextToken: tokenOf(at) };
    });
    expect(await look(anInterface())).toEqual({
      seen: "not",
      refusal: { action: "DescribeNetworkInterfaces", class: "no-answer", code: "UnreadableAnswer", message },
    });
    expect(ec2.calls()).toHaveLength(pages);
  });
});

describe("what could not be seen is not gone", () => {
  test.each([
    ["UnauthorizedOperation", "denied"],
    ["RequestLimitExceeded", "throttled"],
    ["InternalError", "no-answer"],
    ["AbortError", "no-answer"],
    ["AuthFailure", "unexpected"],
    ["SomethingNew", "unexpected"],
  ])("%s says that it was not seen: %s", async (code, kind) => {
    ec2.rejects(awsError(code));
    expect(await look(anAddress())).toEqual({
      seen: "not",
      refusal: { action: "DescribeAddresses", class: kind, code, message: `AWS says ${code}` },
    });
    expect(await look(anInterface())).toEqual({
      seen: "not",
      refusal: { action: "DescribeNetworkInterfaces", class: kind, code, message: `AWS says ${code}` },
    });
  });

  test.each<[string, Resource, CommandResponse]>([
    ["has no list", anAddress(), {}],
    ["has no list", anInterface(), {}],
    ["has a resource without an id", anAddress(), { Addresses: [{ PublicIp: "198.51.100.1" }] }],
    ["has a resource without an id", anInterface(), { NetworkInterfaces: [{ Status: "available" }] }],
  ])("an answer that %s is none", async (_, resource, answer) => {
    ec2.resolves(answer);
    expect(await look(resource)).toMatchObject({
      seen: "not",
      refusal: { class: "no-answer", code: "UnreadableAnswer" },
    });
  });
});
