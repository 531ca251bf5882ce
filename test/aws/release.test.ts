import { DeleteNetworkInterfaceCommand, EC2Client, ReleaseAddressCommand } from "@aws-sdk/client-ec2";
import { mockClient } from "aws-sdk-client-mock";
import { afterEach, describe, expect, test } from "vitest";
import { release } from "../../functions/janitor/aws/release.ts";
import type { Resource } from "../../functions/janitor/domain/resource.ts";
import { acknowledged, anAddress, anInterface, awsError, awsErrorWith, noEnd, scope } from "../support/samples.ts";
import { signalsOf } from "./sent-calls.ts";

const ec2 = mockClient(EC2Client);
afterEach(() => ec2.reset());

function attempt(resource: Resource, signal = noEnd()) {
  return release(resource, new EC2Client({ region: scope.region }), signal);
}

function inputs() {
  return ec2.calls().map(({ args: [{ input }] }) => input);
}

describe("an address", () => {
  test("is released by its allocation id and its network border group", async () => {
    ec2.on(ReleaseAddressCommand).resolves(acknowledged);
    expect(await attempt(anAddress({ networkBorderGroup: "us-east-1-bos-1" }))).toEqual({ done: true });
    expect(inputs()).toEqual([{ AllocationId: "eipalloc-1", NetworkBorderGroup: "us-east-1-bos-1" }]);
  });

  test("without a group is released without one", async () => {
    ec2.on(ReleaseAddressCommand).resolves(acknowledged);
    expect(await attempt(anAddress({ networkBorderGroup: undefined }))).toEqual({ done: true });
    expect(inputs()).toEqual([{ AllocationId: "eipalloc-1" }]);
  });

  test.each([
    ["AuthFailure", "transient"],
    ["InvalidNetworkInterfaceID.NotFound", "transient"],
    ["UnauthorizedOperation", "denied"],
    ["InvalidAddress.PtrSet", "protected-by-aws"],
    ["InvalidIPAddress.InUse", "in-use"],
    ["InvalidAllocationID.NotFound", "gone"],
    ["SomethingNew", "unexpected"],
  ])("that EC2 refuses with %s is not released: %s", async (code, kind) => {
    ec2.on(ReleaseAddressCommand).rejects(awsError(code));
    expect(await attempt(anAddress())).toEqual({
      done: false,
      refusal: { action: "ReleaseAddress", class: kind, code, message: `AWS says ${code}` },
    });
    expect(ec2.calls()).toHaveLength(1);
  });
});

describe("an interface", () => {
  test("is deleted by its id", async () => {
    ec2.on(DeleteNetworkInterfaceCommand).resolves(acknowledged);
    expect(await attempt(anInterface())).toEqual({ done: true });
    expect(inputs()).toEqual([{ NetworkInterfaceId: "eni-1" }]);
  });

  test.each([
    ["AuthFailure", "unexpected"],
    ["InvalidNetworkInterfaceID.NotFound", "gone"],
    ["InvalidNetworkInterface.InUse", "in-use"],
    ["UnauthorizedOperation", "denied"],
  ])("that EC2 refuses with %s is not deleted: %s", async (code, kind) => {
    ec2.on(DeleteNetworkInterfaceCommand).rejects(awsError(code));
    expect(await attempt(anInterface())).toEqual({
      done: false,
      refusal: { action: "DeleteNetworkInterface", class: kind, code, message: `AWS says ${code}` },
    });
    expect(ec2.calls()).toHaveLength(1);
  });
});

describe.each([
  [anAddress(), "ReleaseAddress"],
  [anInterface(), "DeleteNetworkInterface"],
])("the release of an $kind", (resource, action) => {
  test("can be broken off", async () => {
    ec2.resolves(acknowledged);
    const signal = noEnd();
    await attempt(resource, signal);
    expect(signalsOf(ec2)).toHaveLength(1);
    expect(signalsOf(ec2)[0]).toBe(signal);
  });

  test.each([
    ["no", {}],
    ["an empty", { requestId: "" }],
  ])("that is answered with %s request id is not known to be done: that was not EC2", async (_, named) => {
    ec2.resolves({ $metadata: { httpStatusCode: 200, ...named } });
    expect(await attempt(resource)).toEqual({
      done: false,
      refusal: { action, class: "no-answer", code: "UnreadableAnswer", message: "the answer has no request id" },
    });
  });

  test("that something on the way answers may have been done", async () => {
    ec2.rejects(awsErrorWith(502, "BadGateway"));
    expect(await attempt(resource)).toMatchObject({ done: false, refusal: { class: "no-answer", code: "BadGateway" } });
  });
});
