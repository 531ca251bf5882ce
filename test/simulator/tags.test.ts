import { CreateTagsCommand, DeleteTagsCommand, DescribeAddressesCommand } from "@aws-sdk/client-ec2";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createClients } from "./clients.ts";
import { type Simulator, startSimulator } from "./simulator.ts";

let simulator: Simulator;
beforeEach(async () => {
  simulator = await startSimulator();
});
afterEach(() => simulator.stop());

function tag(Resources: string[], tags: Record<string, string>) {
  const Tags = Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
  return createClients(simulator).ec2.send(new CreateTagsCommand({ Resources, Tags }));
}

function untag(Resources: string[], ...Tags: { Key: string; Value?: string }[]) {
  return createClients(simulator).ec2.send(new DeleteTagsCommand({ Resources, ...(Tags.length > 0 && { Tags }) }));
}

describe("a tag value comes back as it was written", () => {
  test.each([
    ["line ends", "a\nb\r\nc\rd"],
    ["mark-up", `<script>alert("x" & 'y')</script>]]><!-- -->`],
    ["entities", "&amp; &#10; &lt;"],
    ["emoji", "🙂👩‍👩‍👧 naïve Ünïcödé 漢字"],
    ["control characters", "\u0001\u0008\u000b\u001b[31m\u007f\u0085\u2028"],
    ["white space around", "\t two  spaces \n"],
    ["nothing", ""],
    ["form encoding", "a+b=c&d%20e;f"],
  ])("%s", async (_, value) => {
    const world = simulator.world("us-east-1");
    const { allocationId } = world.allocateAddress();
    await tag([allocationId], { key: value, [value.slice(0, 20) || "empty"]: "as key" });
    expect(world.address(allocationId)?.tags).toMatchObject({ key: value });

    const { Addresses } = await createClients(simulator).ec2.send(new DescribeAddressesCommand({}));

    expect(Addresses?.[0]?.Tags).toEqual([
      { Key: "key", Value: value },
      { Key: value.slice(0, 20) || "empty", Value: "as key" },
    ]);
  });

  test("and so does a key that means something in JavaScript", async () => {
    const { allocationId } = simulator.world("us-east-1").allocateAddress();
    const { ec2 } = createClients(simulator);
    const Tags = ["__proto__", "constructor", "toString"].map((Key) => ({ Key, Value: "x" }));
    await ec2.send(new CreateTagsCommand({ Resources: [allocationId], Tags }));
    expect((await ec2.send(new DescribeAddressesCommand({}))).Addresses?.[0]?.Tags).toEqual(Tags);
  });
});

describe("refused, with nothing written", () => {
  test.each([
    ["a key of AWS's own", { "aws:x": "1" }, "InvalidParameterValue"],
    ["a key of AWS's own in capitals", { "AWS:x": "1" }, "InvalidParameterValue"],
    ["a key that is too long", { ["k".repeat(129)]: "1" }, "InvalidParameterValue"],
    ["a value that is too long", { key: "v".repeat(257) }, "InvalidParameterValue"],
    ["no tag at all", {}, "MissingParameter"],
  ])("%s", async (_, tags, code) => {
    const world = simulator.world("us-east-1");
    const { allocationId } = world.allocateAddress();
    await expect(tag([allocationId], tags)).rejects.toMatchObject({ name: code });
    expect(world.address(allocationId)?.tags).toEqual({});
  });

  test("a fifty-first tag on one of several resources; tags of AWS do not count", async () => {
    const world = simulator.world("us-east-1");
    const fifty = Object.fromEntries(Array.from({ length: 50 }, (_, index) => [`key-${index}`, ""]));
    const [empty, full] = [world.allocateAddress(), world.allocateAddress({ tags: fifty })];
    world.tag(full.allocationId, { "aws:cloudformation:stack-id": "x" });
    await expect(tag([empty.allocationId, full.allocationId], { more: "" })).rejects.toMatchObject({
      name: "TagLimitExceeded",
    });
    expect(world.address(empty.allocationId)?.tags).toEqual({});
    await tag([empty.allocationId, full.allocationId], { "key-0": "replaced" });
  });

  test.each([
    ["eipalloc-0123456789abcdef0", "InvalidElasticIpID.NotFound"],
    ["eni-0123456789abcdef0", "InvalidNetworkInterfaceID.NotFound"],
    ["nonsense", "InvalidID"],
  ])("an unknown resource (%s) among known ones, when deleting too", async (unknown, code) => {
    const world = simulator.world("us-east-1");
    const { allocationId } = world.allocateAddress({ tags: { a: "1" } });
    const ids = [allocationId, unknown];
    await expect(tag(ids, { b: "2" })).rejects.toMatchObject({ name: code });
    await expect(untag(ids, { Key: "a" })).rejects.toMatchObject({ name: code });
    expect(world.address(allocationId)?.tags).toEqual({ a: "1" });
  });

  test("more than 1000 resources at once", async () => {
    const { allocationId } = simulator.world("us-east-1").allocateAddress();
    const ids = (count: number) => Array.from({ length: count }, () => allocationId);
    await tag(ids(1000), { a: "1" });
    await expect(tag(ids(1001), { a: "1" })).rejects.toMatchObject({ name: "InvalidParameterValue" });
  });
});

describe("deleting", () => {
  test("by key and value needs the same value, an empty one means an empty one", async () => {
    const world = simulator.world("us-east-1");
    const { allocationId } = world.allocateAddress({ tags: { a: "1", b: "2", c: "", d: "4" } });
    await untag([allocationId], { Key: "a", Value: "1" }, { Key: "b", Value: "x" }, { Key: "c", Value: "" });
    await untag([allocationId], { Key: "d", Value: "" });
    expect(world.address(allocationId)?.tags).toEqual({ b: "2", d: "4" });
  });

  test("without any tag named takes all but AWS's own", async () => {
    const world = simulator.world("us-east-1");
    const { allocationId } = world.allocateAddress({ tags: { a: "1", "aws:cloudformation:stack-id": "x" } });
    await untag([allocationId]);
    expect(world.address(allocationId)?.tags).toEqual({ "aws:cloudformation:stack-id": "x" });
  });
});
