import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { asIfDue, explainResource } from "../../../cli/explain/explanation.ts";
import { guardsAbout } from "../../../cli/explain/guards-said.ts";
import { Ec2Clients } from "../../../functions/janitor/aws/clients.ts";
import { guardsOf } from "../../../functions/janitor/aws/evidence/guards.ts";
import { decide, decideByLine, decisionLines } from "../../../functions/janitor/domain/decide.ts";
import type { Evidence } from "../../../functions/janitor/domain/evidence.ts";
import { modes } from "../../../functions/janitor/domain/policy.ts";
import type { ElasticIp, NetworkInterface, Tags } from "../../../functions/janitor/domain/resource.ts";
import { reasonWords } from "../../../functions/janitor/notify/reason-words.ts";
import { systemClock } from "../../../functions/janitor/system-clock.ts";
import { account, day, frozen, hour, marked, now } from "../../domain/make.ts";
import {
  address,
  allocationId,
  denied,
  explained,
  found,
  networkInterface,
  nothing,
  oneForEachReason,
  policy,
  tagged,
} from "./samples.ts";

const answersOf = (...[resource, evidence]: Parameters<typeof explained>) =>
  explained(resource, evidence).lines.map(({ answer }) => answer);

describe("the lines", () => {
  test("there is a sample of every reason that has words", () => {
    const reasons = oneForEachReason.map(({ reason }) => reason);
    expect(new Set(reasons).size).toBe(27);
    for (const reason of reasons) expect(reasonWords(reason)).not.toBe(reason);
  });

  test.each(oneForEachReason)(
    "$reason is answered on the line $line, and on no other",
    ({ reason, line, resource, evidence }) => {
      const { lines, decided, finding } = explained(resource, evidence);
      expect(lines.map((asked) => asked.line)).toEqual(decisionLines);
      const at = decisionLines.indexOf(line);
      expect(lines.map(({ answer }) => answer)).toEqual(
        decisionLines.map((_, each) => (each < at ? "no" : each === at ? "yes" : "not-reached")),
      );
      expect(decided).toEqual(decideByLine(resource, policy(), now, evidence));
      expect(finding.reason).toBe(reason);
    },
  );

  test("of what still waits the guards change nothing: their line is not reached", () => {
    const waiting = address({ tags: marked(day) });
    expect(answersOf(waiting, [found("dns", "dns-record"), denied])).toEqual(answersOf(waiting));
    expect(explained(waiting, [found("dns", "dns-record")]).decided.decision.kind).toBe("wait");
  });
});

const tags = fc.dictionary(
  fc.oneof(
    fc.constantFrom("janitor:policy", "janitor:grace", "janitor:keep-until", "janitor:idle-since", "janitor:polcy"),
    fc.constantFrom("env", "lab", "Name", "aws:cloudformation:stack-name", "Janitor:Policy"),
    fc.string(),
  ),
  fc.oneof(
    fc.constantFrom(
      "keep",
      "report",
      "release",
      "1h",
      "2026-11-22",
      "9999-12-31",
      "prod",
      marked(-day)["janitor:idle-since"] ?? "",
    ),
    fc.string(),
  ),
  { maxKeys: 4 },
);
const mark = fc.oneof(
  fc.integer({ min: -10 * day, max: 90 * day }).map((age): Tags => marked(age)),
  fc.constant<Tags>({}),
);
const addressChanges = fc.record<Partial<ElasticIp>>(
  {
    use: fc.constantFrom<ElasticIp["use"]>(
      { state: "idle" },
      { state: "in-use" },
      { state: "stopped-instance", instanceId: "i-1" },
      { state: "on-idle-interface", networkInterfaceId: "eni-1" },
    ),
    serviceManaged: fc.constantFrom("alb", "rds"),
  },
  { requiredKeys: [] },
);
const interfaceChanges = fc.record<Partial<NetworkInterface>>(
  {
    use: fc.constantFrom<NetworkInterface["use"]>({ state: "idle" }, { state: "in-use", status: "in-use" }),
    ownerId: fc.constantFrom(account, account, "210987654321"),
    elasticIps: fc.constantFrom([], ["203.0.113.1"]),
    requesterManaged: fc.boolean(),
  },
  { requiredKeys: [] },
);
const said = fc.constantFrom<readonly Evidence[] | undefined>(
  undefined,
  [],
  [nothing("dns"), nothing("activity")],
  [found("dns", "dns-record"), denied],
  [found("routes", "route-target")],
  [denied],
);

test("whatever there is: no, no, no, then one yes, then nothing more is asked; and the decision is the function's own", async () => {
  const lines = new Set<string>();
  await fc.assert(
    fc.property(
      fc.oneof(
        fc
          .tuple(addressChanges, tags, mark)
          .map(([more, own, marks]) => address({ ...more, tags: { ...own, ...marks } })),
        fc
          .tuple(interfaceChanges, tags, mark)
          .map(([more, own, marks]) => networkInterface({ ...more, tags: { ...own, ...marks } })),
      ),
      fc.constantFrom(...modes),
      fc.constantFrom("release" as const, "release" as const, "report" as const),
      said,
      (resource, mode, action, evidence) => {
        const given = frozen(policy({ mode, default: action }));
        const explanation = explainResource(frozen(resource), given, now, evidence);
        const answers = explanation.lines.map(({ answer }) => answer).join(" ");
        expect(answers).toMatch(/^(no )*yes( not-reached)*$/);
        expect(explanation.decided.decision).toEqual(decide(resource, given, now, evidence));
        expect(explanation.lines.find(({ answer }) => answer === "yes")?.line).toBe(explanation.decided.line);
        lines.add(explanation.decided.line);
      },
    ),
    { numRuns: 1_000, seed: 20_261_122 },
  );
  expect(lines.size).toBe(decisionLines.length);
});

describe("whose word it was", () => {
  test("the resource's own tag, as it stands there", () => {
    expect(explained(tagged({ "Janitor:Policy": " Report " })).policyWord).toEqual({
      by: "tag",
      action: "report",
      key: "Janitor:Policy",
      value: " Report ",
    });
  });

  test("the default where nothing matches, and nobody's before the policy is asked", () => {
    expect(explained(address(), []).policyWord).toEqual({ by: "default", action: "release" });
    expect(explained(address(), [], { default: "keep" }).policyWord).toEqual({ by: "default", action: "keep" });
    expect(explained(tagged({ Env: "prod" })).policyWord).toBeUndefined();
  });

  test("a rule, with everything on the resource that made it match", () => {
    const everything = {
      name: "all",
      match: {
        kind: "network-interface",
        regions: ["eu-central-1", "us-east-1"],
        tag: "ENV",
        values: ["Dev"],
        service: "eks-cni",
        description: "K8S",
      },
      action: "report",
    } as const;
    const description = "aws-K8S-i-0123456789abcdef0";
    const resource = networkInterface({ description, tags: { env: "dev" } });
    expect(explained(resource, undefined, { rules: [everything] }).policyWord).toEqual({
      by: "rule",
      action: "report",
      rule: "all",
      matched: [
        { on: "kind", kind: "network-interface" },
        { on: "region", region: "eu-central-1" },
        { on: "tag", key: "env", value: "dev" },
        { on: "service", service: "eks-cni" },
        { on: "description", contains: "K8S", description },
      ],
    });
  });

  test("of two rules of one name, the one that matches", () => {
    const rules = [
      { name: "same", match: { regions: ["us-east-1"] }, action: "release", graceMs: hour },
      { name: "same", match: { kind: "elastic-ip" }, action: "release" },
    ] as const;
    const { policyWord, grace } = explained(address(), [], { rules });
    expect(policyWord).toMatchObject({ by: "rule", matched: [{ on: "kind", kind: "elastic-ip" }] });
    expect(grace).toMatchObject({ from: "policy", graceMs: 7 * day });
  });
});

describe("the grace", () => {
  const eks = { description: "aws-K8S-i-0123456789abcdef0" };
  test.each([
    ["policy", 7 * day, address()],
    ["rule", 6 * hour, networkInterface(eks)],
    ["tag", 36 * hour, networkInterface({ ...eks, tags: marked(8 * day, { "janitor:grace": "36h" }) })],
    ["policy", 7 * day, networkInterface({ ...eks, tags: marked(8 * day, { "janitor:policy": "release" }) })],
  ])("may come from the %s", (from, graceMs, resource) => {
    const since = now - 8 * day;
    expect(explained(resource, []).grace).toEqual({
      from,
      graceMs,
      mark: since,
      idleSince: since,
      dueAt: since + graceMs,
    });
  });

  test("is none where the decision did not come as far", () => {
    expect(explained(tagged({ lab: "" })).grace).toBeUndefined();
  });
});

describe("the guards", () => {
  const answerOf = (guard: string, ...given: Parameters<typeof explained>) =>
    explained(...given).guards.find((each) => each.guard === guard);

  test("each is known to be about what it is about", () => {
    const guards = guardsOf(policy(), new Ec2Clients(), systemClock);
    const { stacks: _, ...about } = guardsAbout;
    expect(Object.fromEntries(guards.map((guard) => [guard.name, guard.about]))).toEqual(about);
  });

  test("are listed with what they answered, off, without a say, or not asked and why", () => {
    expect(answerOf("dns", address(), [nothing("dns")])).toEqual(nothing("dns"));
    expect(answerOf("activity", address(), [denied])).toEqual(denied);
    expect(answerOf("routes", address(), [])).toEqual({ guard: "routes", answer: "no-say" });
    const guards = { ...policy().guards, dns: false };
    expect(answerOf("dns", address(), [], { guards })).toEqual({ guard: "dns", answer: "off" });
    expect(answerOf("dns", tagged({ lab: "" }))).toEqual({ guard: "dns", answer: "not-asked", decidedOn: "policy" });
    expect(answerOf("dns", address())).toEqual({ guard: "dns", answer: "not-asked", decidedOn: undefined });
    expect(answerOf("ptr", address(), [nothing("dns")])).toEqual({ guard: "ptr", answer: "silent" });
  });

  test("none of them has said anything where all of them together could not be asked", () => {
    const error = { code: "NotGathered", message: "no evidence", class: "unexpected" } as const;
    const none: Evidence = { guard: "evidence", answer: "could-not-tell", error };
    expect(answerOf("dns", address(), [none])).toEqual({ guard: "dns", answer: "could-not-tell", error });
  });

  test("the one for stacks goes by the resource alone, unless it is in use or the guard is off", () => {
    const owned = tagged({ "aws:cloudformation:stack-name": "shop" });
    expect(answerOf("stacks", owned)).toMatchObject({ answer: "found", found: [{ stack: "shop" }] });
    expect(answerOf("stacks", tagged({ lab: "" }))).toEqual({ guard: "stacks", answer: "nothing-found" });
    expect(answerOf("stacks", address({ use: { state: "in-use" } }))).toMatchObject({ answer: "not-asked" });
    expect(answerOf("stacks", owned, [], { guards: { ...policy().guards, stacks: false } })).toEqual({
      guard: "stacks",
      answer: "off",
    });
  });

  test("are asked about what is due and about what waits, as a release that is due, and about nothing else", () => {
    const asked = oneForEachReason.flatMap(({ reason, resource }) =>
      asIfDue({ resource, decision: decide(resource, policy(), now) }) === undefined ? [] : [reason],
    );
    expect(asked).toEqual([
      "first-seen",
      "grace",
      "dns-record",
      "ptr-record",
      "allow-listed",
      "recent-activity",
      "transfer-pending",
      "route-target",
      "launch-template",
      "evidence-unavailable",
      "grace-over",
    ]);
    const resource = address({ tags: marked(day) });
    const due = asIfDue({ resource, decision: decide(resource, policy(), now) });
    expect(due?.decision).toEqual({
      kind: "release",
      reason: "grace-over",
      decidedBy: { by: "default" },
      idleSince: now - day,
      graceMs: 7 * day,
      dueAt: now + 6 * day,
    });
  });
});

describe("when it goes", () => {
  const due = address();
  const waiting = address({ tags: marked(2 * day) });
  const fresh = address({ tags: {} });
  const notBefore = now + 5 * day;
  const whenDue = { goes: "when-due", notBefore, forbiddenBy: [] } as const;
  const onceMarked = { goes: "once-marked", notBefore: now + 7 * day, forbiddenBy: [] } as const;

  test("in mode release: with the next run, when it is due, or once it is marked", () => {
    expect(explained(due, []).going).toEqual({ goes: "with-next-run" });
    expect(explained(waiting, []).going).toEqual(whenDue);
    expect(explained(fresh, []).going).toEqual(onceMarked);
  });

  test.each(["report", "mark"] as const)("in mode %s never by itself", (mode) => {
    const going = (resource: ElasticIp) => explained(resource, [], { mode }).going;
    expect(going(due)).toEqual({ goes: "not-in-mode", mode, otherwise: { goes: "with-next-run" } });
    expect(going(waiting)).toEqual({ goes: "not-in-mode", mode, otherwise: whenDue });
    expect(going(fresh)).toEqual({ goes: "not-in-mode", mode, otherwise: onceMarked });
  });

  test("what waits is told with the guards that would forbid it: those that found something, and those that could not tell", () => {
    const said = [found("dns", "dns-record"), nothing("ptr"), denied];
    const forbiddenBy = ["dns", "activity"];
    expect(explained(waiting, said).going).toEqual({ ...whenDue, forbiddenBy });
    expect(explained(fresh, said).going).toEqual({ ...onceMarked, forbiddenBy });
  });

  test.each(modes)("whatever else was decided, in mode %s it does not go", (mode) => {
    const others = oneForEachReason.filter(({ line }) => line !== "grace" && line !== "release");
    expect(others).toHaveLength(24);
    for (const { resource, evidence } of others) {
      const { going, next } = explained(resource, evidence, { mode });
      expect(going).toEqual({ goes: "not-as-decided" });
      expect(next).not.toBe("release");
    }
  });

  test("a guard that was denied keeps it as surely as one that found something", () => {
    expect(explained(due, [denied]).going).toEqual({ goes: "not-as-decided" });
  });

  test("the next run does what its mode allows", () => {
    const next = (resource: ElasticIp, mode: (typeof modes)[number]) => explained(resource, [], { mode }).next;
    expect(modes.map((mode) => next(due, mode))).toEqual(["nothing", "nothing", "release"]);
    expect(modes.map((mode) => next(fresh, mode))).toEqual(["nothing", "mark", "mark"]);
    expect(modes.map((mode) => next(tagged({ lab: "" }), mode))).toEqual(["nothing", "unmark", "unmark"]);
  });
});

describe("how to keep it, and how to let it go", () => {
  test("there is a way to keep what could go, and none for what does not", () => {
    const keepable = oneForEachReason.filter(
      ({ resource, evidence }) => explained(resource, evidence).keepCommand !== undefined,
    );
    expect(keepable.map(({ line }) => line)).toEqual(
      oneForEachReason.map(({ line }) => line).filter((line) => /grace|evidence|release/.test(line)),
    );
    expect(explained(address(), []).keepCommand).toBe(
      `aws ec2 create-tags --region eu-central-1 --resources ${allocationId} --tags Key=janitor:policy,Value=keep`,
    );
  });

  test("there is advice for all that does not go by itself, but for what is in use", () => {
    const advised = oneForEachReason.filter(
      ({ resource, evidence }) => explained(resource, evidence).lettingGo.advice.length > 0,
    );
    const others = oneForEachReason.filter((each) => !advised.includes(each)).map(({ reason }) => reason);
    expect(others).toEqual(["in-use", "first-seen", "grace", "grace-over"]);
  });

  test.each<[Tags, string | undefined]>([
    [{ "Janitor:Policy": "keep" }, "delete-tags --region eu-central-1 --resources ID --tags Key=Janitor:Policy"],
    [
      { "janitor:keep-until": "2027-01-31" },
      "delete-tags --region eu-central-1 --resources ID --tags Key=janitor:keep-until",
    ],
    [{ Env: "prod" }, "delete-tags --region eu-central-1 --resources ID --tags Key=Env"],
    [
      { "janitor:grace": "x", "janitor:policy": "y" },
      "delete-tags --region eu-central-1 --resources ID --tags Key=janitor:grace Key=janitor:policy",
    ],
    [
      { "janitor:policy": "report" },
      "create-tags --region eu-central-1 --resources ID --tags Key=janitor:policy,Value=release",
    ],
    [{ lab: "" }, "create-tags --region eu-central-1 --resources ID --tags Key=janitor:policy,Value=release"],
    [{ "janitor:; rm -rf ~": "x" }, undefined],
    [{ "janitor:$(id)": "x", "janitor:grace": "y" }, undefined],
  ])("%j", (own, line) => {
    const [command, ...more] = explained(tagged(own)).lettingGo.commands;
    expect(more).toEqual([]);
    expect(command).toBe(line && `aws ec2 ${line.replace("ID", allocationId)}`);
  });

  test("a tag that nobody but AWS can take off has no command", () => {
    const given = explained(tagged({ "aws:autoscaling:groupName": "x" }), undefined, {
      protect: [{ tag: "aws:autoscaling:groupName" }],
    });
    expect(given.decided.line).toBe("opted-out");
    expect(given.lettingGo.commands).toEqual([]);
  });
});
