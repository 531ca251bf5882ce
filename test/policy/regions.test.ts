import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { knownRegions } from "../../functions/janitor/domain/regions.ts";

/** The SDK does not export its partition data, so the file that holds it is read as text. */
function partitionData(): string {
  const client = createRequire(import.meta.url).resolve("@aws-sdk/client-ec2");
  const core = dirname(createRequire(client).resolve("@aws-sdk/core/package.json"));
  return readFileSync(join(core, "dist-es/submodules/client/util-endpoints/lib/aws/partitions.js"), "utf8");
}

test("the known regions are those of the SDK's partitions, sorted", () => {
  const named = [...partitionData().matchAll(/"([a-z]+(?:-[a-z]+)+-\d+)": \{/g)].map(([, name = ""]) => name);
  expect(named.length).toBeGreaterThan(40);
  expect(knownRegions).toStrictEqual([...named].sort());
});

test("every partition is there, and no pseudo region", () => {
  expect(knownRegions).toEqual(
    expect.arrayContaining(["us-east-1", "cn-north-1", "us-gov-west-1", "eusc-de-east-1", "us-iso-east-1"]),
  );
  expect(knownRegions.filter((name) => name.includes("global"))).toEqual([]);
});
