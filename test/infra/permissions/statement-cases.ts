import { expect, test } from "vitest";
import { janitorPolicies } from "../../../infra/permissions/janitor-policies.ts";
import { inlinePoliciesOf, statementsOf } from "./documents.ts";
import { knowsNoResource } from "./every-action.ts";
import { committedPolicy } from "./janitor-role.ts";
import { idsOfType, type Packaged, policiesIn, resourceOf } from "./packaged.ts";

/** What holds for every policy in the template, whatever it is for. */
export function statementCases(packaged: () => Packaged): void {
  const allowing = () =>
    policiesIn(packaged()).flatMap(([place, policy]) =>
      statementsOf(policy)
        .filter(({ Effect }) => Effect === "Allow")
        .map((statement) => ({ place, ...statement })),
    );

  test("gives the janitor's role exactly what is made for the policy, and no managed policies", () => {
    const { Policies } = packaged().template.Resources.JanitorRole?.Properties ?? {};
    expect(Policies).toEqual(janitorPolicies({ ...committedPolicy(), mode: "release" }));
    for (const id of idsOfType(packaged(), "AWS::IAM::Role")) {
      expect(Object.keys(resourceOf(packaged(), id).Properties)).not.toContain("ManagedPolicyArns");
    }
  });

  test("has the roles that are known here, and no policies elsewhere", () => {
    expect(idsOfType(packaged(), "AWS::IAM::Role").toSorted()).toEqual([
      "ChatRole",
      "JanitorRole",
      "ScheduleRole",
      "SlackRole",
    ]);
    const places = policiesIn(packaged()).map(([place]) => place.replace(/\..*/, ""));
    expect(new Set(places)).toEqual(
      new Set([
        "ChatRole",
        "JanitorRole",
        "ScheduleRole",
        "ServerlessDeploymentBucketPolicy",
        "SlackRole",
        "SummaryKey",
        "SummaryTopicPolicy",
        "UndeliveredQueuePolicy",
      ]),
    );
    expect([...packaged().resources.values()].map(({ Type }) => Type)).not.toContain("AWS::IAM::Policy");
  });

  test("allows no action by a wildcard, and none that does not exist", async () => {
    const actions = allowing().flatMap(({ Action }) => Action);
    expect(actions.length).toBeGreaterThan(30);
    expect(actions.filter((action) => /[*?]/.test(action))).toEqual([]);
    for (const action of actions) await expect(knowsNoResource(action), action).resolves.toBeTypeOf("boolean");
  });

  test("lets a role act on everything only where AWS knows no resource for the action", async () => {
    const roles = idsOfType(packaged(), "AWS::IAM::Role");
    const ofRoles = roles.flatMap((id) => inlinePoliciesOf(resourceOf(packaged(), id).Properties));
    const wide = ofRoles
      .flatMap(({ policy }) => statementsOf(policy))
      .filter(({ Effect, Resource = [] }) => Effect === "Allow" && Resource.some((arn) => /^[*?]/.test(arn)));
    expect(wide.map(({ Sid }) => Sid)).toEqual(["NameAccount", "Survey", "AskGuards"]);
    for (const action of wide.flatMap(({ Action }) => Action)) {
      expect(await knowsNoResource(action), action).toBe(true);
    }
  });

  test("lets nobody in by a wildcard", () => {
    const open = allowing().filter(({ Principal }) => /\*/.test(JSON.stringify(Principal ?? "")));
    expect(open).toEqual([]);
  });
}
