import { expect, test } from "vitest";
import { select } from "../../../cli/plan/selection.ts";
import type { Evidence } from "../../../functions/janitor/domain/evidence.ts";
import { day, makeAddress, makeInterface, marked } from "../../domain/make.ts";
import { makePlan } from "./make-plan.ts";

const silent: Evidence = {
  guard: "ptr",
  answer: "could-not-tell",
  error: { code: "TimeoutError", message: "slow", class: "transient" },
};
const unchecked = makeAddress({ id: "eipalloc-unchecked" });
const idle = [
  makeAddress({ id: "eipalloc-due" }),
  unchecked,
  makeAddress({ id: "eipalloc-waiting", tags: marked(day) }),
  makeAddress({ id: "eipalloc-kept", tags: { "janitor:policy": "keep" } }),
];
const notIdle = [
  makeAddress({ id: "eipalloc-stopped", use: { state: "stopped-instance", instanceId: "i-1" } }),
  makeAddress({ id: "eipalloc-held", use: { state: "on-idle-interface", networkInterfaceId: "eni-1" } }),
  makeInterface({ id: "eni-reused", use: { state: "in-use", status: "in-use" } }),
];
const { findings } = makePlan({ resources: [...idle, ...notIdle], evidence: new Map([[unchecked, [silent]]]) });
const ids = (of: readonly { readonly id: string }[]) => of.map(({ id }) => id).toSorted();

test("all is all", () => {
  expect(ids(select(findings, "all"))).toEqual(ids([...idle, ...notIdle]));
});

test("what is paid for and not idle, or in use again, is not shown as idle", () => {
  expect(ids(select(findings, "idle"))).toEqual(ids(idle));
});

test("what could not be checked is shown as due, since it may be", () => {
  expect(ids(select(findings, "due"))).toEqual(["eipalloc-due", "eipalloc-unchecked"]);
});
