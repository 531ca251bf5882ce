import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { janitorPolicies } from "../../../infra/permissions/janitor-policies.ts";
import { committedPolicy } from "./janitor-role.ts";
import type { Packaged } from "./packaged.ts";

/** What holds where ARNs do not start with `arn:aws:`. */
export function partitionCases(packaged: (partition: string) => Packaged): void {
  test.each(["aws-cn", "aws-us-gov"])("%s has no ARN of the public one, once it is worked out", (partition) => {
    const { template, resources } = packaged(partition);
    const workedOut = JSON.stringify([...resources]);
    expect(workedOut).not.toContain("arn:aws:");
    expect(workedOut).toContain(`arn:${partition}:sns:`);
    expect(JSON.stringify(template)).not.toContain("arn:aws:");
  });

  test("has the role of its own mode and regions", () => {
    const { Policies } = packaged("aws-cn").template.Resources.JanitorRole?.Properties ?? {};
    expect(Policies).toEqual(janitorPolicies({ ...committedPolicy(), mode: "mark", regions: ["cn-north-1"] }));
  });

  test("and nothing that it is made of writes a partition out", () => {
    const infra = readdirSync("infra", { recursive: true, withFileTypes: true });
    const files = infra.filter((each) => each.isFile()).map(({ parentPath, name }) => join(parentPath, name));
    expect(files.length).toBeGreaterThan(15);
    const wrong = [...files, "serverless.yml"].filter((path) => /arn:aws\b/.test(readFileSync(path, "utf8")));
    expect(wrong).toEqual([]);
  });
}
