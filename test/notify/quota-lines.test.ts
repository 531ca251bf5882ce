import { expect, test } from "vitest";
import { fullRegions, quotaLines } from "../../functions/janitor/notify/quota-lines.ts";
import { account, notSeen, scanned } from "../domain/make.ts";
import { makePublished } from "./make.ts";

const linesFor = (total: number, quota: number) =>
  quotaLines({
    regions: [
      {
        account,
        region: "us-east-1",
        status: "scanned",
        elasticIps: { total, idle: Math.min(total, 1), quota },
      },
    ],
  });

test.each([
  [3, 5, []],
  [4, 5, ["us-east-1: 4 Elastic IPs of 5 allowed, 1 of them idle"]],
  [5, 5, ["us-east-1: 5 Elastic IPs of 5 allowed, 1 of them idle"]],
  [6, 5, ["us-east-1: 6 Elastic IPs of 5 allowed, 1 of them idle"]],
  [1, 2, ["us-east-1: 1 Elastic IP of 2 allowed, 1 of them idle"]],
  [0, 1, ["us-east-1: 0 Elastic IPs of 1 allowed, 0 of them idle"]],
])("with %d addresses of %d allowed, what is said is %j", (total, quota, lines) => {
  expect(linesFor(total, quota)).toEqual(lines);
});

test("a region that was not seen has no numbers, and one with room is not told of", () => {
  const surveys = [notSeen("us-east-1"), scanned("eu-west-1", [], 1), scanned("eu-west-2", [], 4)];
  expect(quotaLines(makePublished({ surveys }))).toEqual(["eu-west-2: 4 Elastic IPs of 5 allowed, 0 of them idle"]);
});

test("full is a region in which the next address will be refused", () => {
  const surveys = [scanned("a", [], 4), scanned("b", [], 5), scanned("c", [], 6), notSeen("d")];
  expect(fullRegions(makePublished({ surveys }))).toEqual(["b", "c"]);
});
