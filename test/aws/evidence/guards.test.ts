import { describe, expect, test } from "vitest";
import { Ec2Clients } from "../../../functions/janitor/aws/clients.ts";
import { guardsOf } from "../../../functions/janitor/aws/evidence/guards.ts";
import type { GuardName, Guards } from "../../../functions/janitor/domain/policy.ts";
import { defaultPolicy } from "../../../functions/janitor/policy/default-policy.ts";
import { fakeClock } from "../../support/fake-clock.ts";
import { aPolicy } from "../../support/samples.ts";

const onAll = defaultPolicy.guards;

function guards(switches: Partial<Guards> = {}) {
  return guardsOf(aPolicy({ guards: { ...onAll, ...switches } }), new Ec2Clients(), fakeClock());
}

function names(switches: Partial<Guards> = {}): readonly GuardName[] {
  return guards(switches).map(({ name }) => name);
}

/** The guards that look outside the resource, and what each is about. `stacks` is decided by a tag of the resource. */
const known = {
  dns: { reason: "dns-record", about: ["elastic-ip"] },
  ptr: { reason: "ptr-record", about: ["elastic-ip"] },
  "allow-lists": { reason: "allow-listed", about: ["elastic-ip"] },
  activity: { reason: "recent-activity", about: ["elastic-ip", "network-interface"] },
  transfers: { reason: "transfer-pending", about: ["elastic-ip"] },
  routes: { reason: "route-target", about: ["network-interface"] },
  templates: { reason: "launch-template", about: ["network-interface"] },
} as const satisfies Partial<Record<GuardName, object>>;

describe("the guards", () => {
  test("are all there by default", () => {
    expect(names()).toEqual(Object.keys(known));
  });

  test("are as many as a policy can switch off, but for the stacks", () => {
    expect([...names(), "stacks"].toSorted()).toEqual(Object.keys(onAll).toSorted());
  });

  test.each(Object.entries(known))("know what they are about: %s", (name, { reason, about }) => {
    const guard = guards().find((each) => each.name === name);
    expect(guard).toMatchObject({ reason, about: [...about] });
  });

  test("may all be switched off", () => {
    const none: Guards = {
      dns: false,
      ptr: false,
      "allow-lists": false,
      activity: false,
      transfers: false,
      routes: false,
      templates: false,
      stacks: true,
    };
    expect(names(none)).toEqual([]);
  });
});

describe("a switch", () => {
  test.each(Object.keys(known))("leaves out just its own guard: %s", (off) => {
    expect(names({ [off]: false })).toEqual(Object.keys(known).filter((name) => name !== off));
  });

  test.each(Object.keys(known))("leaves in just its own guard: %s", (on) => {
    const off = Object.fromEntries(Object.keys(known).map((name) => [name, name === on]));
    expect(names(off)).toEqual([on]);
  });

  test("for the stacks leaves out none of those that look elsewhere", () => {
    expect(names({ stacks: false })).toEqual(Object.keys(known));
  });
});
