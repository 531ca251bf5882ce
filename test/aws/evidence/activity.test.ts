import { CloudTrailClient, type Event, LookupEventsCommand } from "@aws-sdk/client-cloudtrail";
import { mockClient } from "aws-sdk-client-mock";
import { afterEach, describe, expect, test, vi } from "vitest";
import { activityGuard } from "../../../functions/janitor/aws/evidence/activity.ts";
import type { Activity } from "../../../functions/janitor/domain/evidence.ts";
import type { DueRelease } from "../../../functions/janitor/domain/plan.ts";
import { fakeClock } from "../../support/fake-clock.ts";
import {
  aDueRelease,
  anAddress,
  anInterface,
  awsError,
  elsewhere,
  hour,
  noEnd,
  now,
  scope,
} from "../../support/samples.ts";
import { regionOf, sentCalls, signalsOf } from "../sent-calls.ts";
import { askAboutDue, wordsOf } from "./ask.ts";

const trail = mockClient(CloudTrailClient);
afterEach(() => {
  trail.reset();
  vi.restoreAllMocks();
});

const second = 1_000;
const marked = now - 48 * hour;
const words = wordsOf("activity", "recent-activity");
const unreadable = (message: string) => words.couldNotTell("UnreadableAnswer", message);

type EventPage = readonly Event[] | Error;

/** What CloudTrail has filed under each name, the latest first, page by page. */
type History = Readonly<Record<string, readonly EventPage[]>>;

function knows(history: History): void {
  trail.on(LookupEventsCommand).callsFake(({ LookupAttributes: [attribute, ...more], NextToken }) => {
    if (attribute.AttributeKey !== "ResourceName" || more.length > 0) throw awsError("InvalidLookupAttributes");
    const pages = history[attribute.AttributeValue] ?? [[]];
    const at = Number(NextToken ?? 0);
    const page = pages[at] ?? awsError("InvalidNextToken");
    if (page instanceof Error) throw page;
    return { Events: page, ...(at + 1 < pages.length ? { NextToken: String(at + 1) } : {}) };
  });
}

function anEvent(at: number, changes: Event = {}): Event {
  return {
    EventName: "AssociateAddress",
    EventTime: new Date(at),
    ReadOnly: "false",
    Username: "jane",
    CloudTrailEvent: JSON.stringify({ userIdentity: { type: "IAMUser", arn: "arn:aws:iam::123456789012:user/jane" } }),
    ...changes,
  };
}

/** Looks, a minute after the other. */
function looks(count: number, from: number): readonly Event[] {
  return Array.from({ length: count }, (_, at) =>
    anEvent(from - at * 60 * second, { EventName: "DescribeAddresses", ReadOnly: "true" }),
  );
}

function told(at: number, changes: Partial<Activity> = {}) {
  const activity = { event: "AssociateAddress", at, by: "user/jane", ...changes };
  return { fact: { ...activity, at: new Date(at).toISOString() }, activity };
}

/** That all of this was done since the mark. */
function found(...done: readonly ReturnType<typeof told>[]) {
  return { ...words.found(...done.map(({ fact }) => fact)), lastActivity: done[0]?.activity };
}

function nothingSince(activity: Activity) {
  return { ...words.nothing, lastActivity: activity };
}

const anIdleInterface = aDueRelease(anInterface(), marked);
const anIdleAddress = aDueRelease(anAddress(), marked);

/** What the guard says, after as much time as it likes. */
async function askInTime(due: readonly DueRelease[] = [anIdleInterface], signal = noEnd()) {
  const clock = fakeClock();
  const asked = askAboutDue(activityGuard(clock), due, { signal });
  await clock.pass(10 * hour);
  return asked;
}

function namesAsked(): readonly (string | undefined)[] {
  return trail
    .commandCalls(LookupEventsCommand)
    .map(({ args: [{ input }] }) => input.LookupAttributes?.[0]?.AttributeValue);
}

describe("something that was done", () => {
  test.each([
    ["long after the mark", 24 * hour],
    ["a second after the mark", second],
    ["in the second of the mark", 0],
  ])("%s is found", async (_, after) => {
    knows({ "eni-1": [[anEvent(marked + after)]] });
    expect(await askInTime()).toEqual([found(told(marked + after))]);
  });

  test("in the second of a mark that was written in the middle of it is found", async () => {
    knows({ "eni-1": [[anEvent(marked)]] });
    expect(await askInTime([aDueRelease(anInterface(), marked + 999)])).toEqual([found(told(marked))]);
  });

  test("in the second before that of the mark is none, but is told as the last thing that was", async () => {
    knows({ "eni-1": [[anEvent(marked - second)]] });
    const last = nothingSince(told(marked - second).activity);
    expect(await askInTime()).toEqual([last]);
    expect(await askInTime([aDueRelease(anInterface(), marked + 999)])).toEqual([last]);
  });

  test("on both sides of the mark is found by what came after it", async () => {
    knows({ "eni-1": [[anEvent(marked + hour), anEvent(marked - hour)]] });
    expect(await askInTime()).toEqual([found(told(marked + hour))]);
  });

  test.each<[string, Event]>([
    ["creation, because the mark was copied then", { EventName: "CreateNetworkInterface" }],
    ["allocation", { EventName: "AllocateAddress" }],
    ["detachment", { EventName: "DetachNetworkInterface" }],
    ["a change of an attribute", { EventName: "ModifyNetworkInterfaceAttribute" }],
    ["a call that this version does not know", { EventName: "LendAddress" }],
    ["a call whose name only begins like that of a tag", { EventName: "CreateTagsEverywhere" }],
    ["a call written otherwise", { EventName: "createtags" }],
  ])("counts: %s", async (_, changes) => {
    knows({ "eni-1": [[anEvent(now - hour, changes)]] });
    expect(await askInTime()).toEqual([found(told(now - hour, { event: changes.EventName ?? "unknown" }))]);
  });

  test.each<[string, Event, Partial<Activity>]>([
    ["without a name", { EventName: undefined }, { event: "unknown" }],
    ["that does not say that it only reads", { ReadOnly: undefined }, {}],
    ["whose word on that is empty", { ReadOnly: "" }, {}],
    ["that was refused", { CloudTrailEvent: aRecord({ arn: userArn }, { errorCode: "UnauthorizedOperation" }) }, {}],
  ])("counts %s", async (_, changes, activity) => {
    knows({ "eni-1": [[anEvent(now - hour, changes)]] });
    expect(await askInTime()).toEqual([found(told(now - hour, activity))]);
  });

  test("by the janitor's own name, but more than a look or a tag, counts", async () => {
    const CloudTrailEvent = aRecord({ arn: "arn:aws:sts::123456789012:assumed-role/elastic-janitor/elastic-janitor" });
    knows({ "eni-1": [[anEvent(now - hour, { CloudTrailEvent })]] });
    expect(await askInTime()).toEqual([
      found(told(now - hour, { by: "assumed-role/elastic-janitor/elastic-janitor" })),
    ]);
  });

  test.each<[string, Event]>([
    ["a look", { EventName: "DescribeNetworkInterfaces", ReadOnly: "true" }],
    ["a tag", { EventName: "CreateTags" }],
    ["a tag taken off", { EventName: "DeleteTags" }],
    ["an attempt to release it", { EventName: "ReleaseAddress" }],
    ["an attempt to delete it", { EventName: "DeleteNetworkInterface" }],
  ])("does not count: %s", async (_, changes) => {
    knows({ "eni-1": [[anEvent(now - hour, changes)]] });
    expect(await askInTime()).toEqual([words.nothing]);
  });

  test("is found among what does not count", async () => {
    const tag = anEvent(now - hour, { EventName: "CreateTags" });
    knows({ "eni-1": [[tag, ...looks(5, now - 2 * hour), anEvent(now - 3 * hour), tag]] });
    expect(await askInTime()).toEqual([found(told(now - 3 * hour))]);
  });

  test("often is told by the last three", async () => {
    knows({ "eni-1": [[1, 2, 3, 4, 5].map((hours) => anEvent(now - hours * hour))] });
    expect(await askInTime()).toEqual([found(...[1, 2, 3].map((hours) => told(now - hours * hour)))]);
  });

  test("never leaves nothing to be found", async () => {
    knows({});
    expect(await askInTime()).toEqual([words.nothing]);
  });

  test("at an unknown time leaves the guard unable to tell", async () => {
    knows({ "eni-1": [[anEvent(now - hour), anEvent(0, { EventTime: undefined })]] });
    expect(await askInTime()).toEqual([unreadable("the answer has no EventTime")]);
  });

  test("is measured by the mark of the very resource", async () => {
    const old = aDueRelease(anInterface({ id: "eni-2" }), marked - 48 * hour);
    knows({ "eni-1": [[anEvent(marked - hour)]], "eni-2": [[anEvent(marked - hour)]] });
    expect(await askInTime([anIdleInterface, old])).toEqual([
      nothingSince(told(marked - hour).activity),
      found(told(marked - hour)),
    ]);
  });
});

const userArn = "arn:aws:iam::123456789012:user/jane";

/** The event in full, as CloudTrail writes it. */
function aRecord(userIdentity: object, more: object = {}): string {
  return JSON.stringify({ eventVersion: "1.11", userIdentity, eventName: "AssociateAddress", ...more });
}

describe("who did it", () => {
  const role = "arn:aws:sts::123456789012:assumed-role/deploy/jane";
  const issuer = { sessionIssuer: { type: "Role", arn: "arn:aws:iam::123456789012:role/deploy" } };

  test.each<[string, string, string]>([
    ["a user", aRecord({ type: "IAMUser", arn: userArn }), "user/jane"],
    ["the root of the account", aRecord({ type: "Root", arn: "arn:aws:iam::123456789012:root" }), "root"],
    [
      "a role, by its session",
      aRecord({ type: "AssumedRole", arn: role, sessionContext: issuer }),
      "assumed-role/deploy/jane",
    ],
    ["somebody in China", aRecord({ arn: "arn:aws-cn:iam::123456789012:user/li" }), "user/li"],
    ["somebody in GovCloud", aRecord({ arn: "arn:aws-us-gov:sts::123456789012:assumed-role/a/b" }), "assumed-role/a/b"],
    ["a user with a path", aRecord({ arn: "arn:aws:iam::123456789012:user/ops/night/jane" }), "user/ops/night/jane"],
    ["written with spaces", JSON.stringify({ userIdentity: { arn: userArn } }, undefined, 2), "user/jane"],
  ])("is taken from the event in full: %s", async (_, CloudTrailEvent, by) => {
    knows({ "eni-1": [[anEvent(now - hour, { CloudTrailEvent, Username: "session-1" })]] });
    expect(await askInTime()).toEqual([found(told(now - hour, { by }))]);
  });

  test.each<[string, string | undefined]>([
    ["missing", undefined],
    ["empty", ""],
    ["no JSON", '{"userIdentity":{"arn":"arn:aws:iam::1234'],
    ["something else", "null"],
    ["without an identity", JSON.stringify({ eventName: "AssociateAddress" })],
    ["without its name", aRecord({ type: "AWSService", invokedBy: "autoscaling.amazonaws.com" })],
    ["naming something that is nobody", aRecord({ arn: "arn:aws:ec2:eu-central-1:123456789012:instance/i-1" })],
  ])("is the user's name when the event in full is %s", async (_, CloudTrailEvent) => {
    knows({ "eni-1": [[anEvent(now - hour, { CloudTrailEvent, Username: "session-1" })]] });
    expect(await askInTime()).toEqual([found(told(now - hour, { by: "session-1" }))]);
  });

  test.each([undefined, ""])("is unknown when the user's name is missing as well: %s", async (Username) => {
    knows({ "eni-1": [[anEvent(now - hour, { CloudTrailEvent: "{}", Username })]] });
    expect(await askInTime()).toEqual([found(told(now - hour, { by: "unknown" }))]);
  });

  test("is not who is named in the words of the call", async () => {
    const forged = { requestParameters: { description: `"userIdentity":{"arn":"arn:aws:iam::1:user/boss"}` } };
    const CloudTrailEvent = JSON.stringify({ ...forged, userIdentity: { arn: userArn } });
    knows({ "eni-1": [[anEvent(now - hour, { CloudTrailEvent })]] });
    expect(await askInTime()).toEqual([found(told(now - hour))]);
  });

  // Their identities have no ARN, but the parameters of their calls may.
  test.each<[string, object]>([
    ["a service", { type: "AWSService", invokedBy: "autoscaling.amazonaws.com" }],
    ["another account", { type: "AWSAccount", accountId: "210987654321" }],
  ])("is not the profile of the instance that %s has started", async (_, identity) => {
    const iamInstanceProfile = { arn: "arn:aws:iam::123456789012:instance-profile/web" };
    const CloudTrailEvent = aRecord(identity, { requestParameters: { iamInstanceProfile } });
    knows({
      "eni-1": [[anEvent(now - hour, { EventName: "RunInstances", CloudTrailEvent, Username: "AutoScaling" })]],
    });
    expect(await askInTime()).toEqual([found(told(now - hour, { event: "RunInstances", by: "AutoScaling" }))]);
  });
});

describe("CloudTrail is asked", () => {
  test("about an interface by its id", async () => {
    knows({});
    await askInTime();
    expect(sentCalls(trail).map(({ input }) => input)).toEqual([
      { LookupAttributes: [{ AttributeKey: "ResourceName", AttributeValue: "eni-1" }] },
    ]);
  });

  test("about an address by both of its names", async () => {
    knows({});
    expect(await askInTime([anIdleAddress])).toEqual([words.nothing]);
    expect(namesAsked()).toEqual(["eipalloc-1", "198.51.100.1"]);
  });

  test.each(["eipalloc-1", "198.51.100.1"])("about an address, and what is filed under %s is found", async (name) => {
    knows({ [name]: [[anEvent(now - hour)]] });
    expect(await askInTime([anIdleAddress])).toEqual([found(told(now - hour))]);
  });

  test.each([
    ["its id", "eipalloc-1", "198.51.100.1"],
    ["itself", "198.51.100.1", "eipalloc-1"],
  ])("about an address, and the later of two things comes first, here by %s", async (_, later, earlier) => {
    knows({ [later]: [[anEvent(now - hour)]], [earlier]: [[anEvent(now - 2 * hour)]] });
    expect(await askInTime([anIdleAddress])).toEqual([found(told(now - hour), told(now - 2 * hour))]);
  });

  test("about an address, and what is new by one name is not hidden by what is old by the other", async () => {
    knows({ "eipalloc-1": [[anEvent(marked - hour)]], "198.51.100.1": [[anEvent(marked + hour)]] });
    expect(await askInTime([anIdleAddress])).toEqual([found(told(marked + hour))]);
    knows({ "eipalloc-1": [[anEvent(marked + hour)]], "198.51.100.1": [[anEvent(marked - hour)]] });
    expect(await askInTime([anIdleAddress])).toEqual([found(told(marked + hour))]);
  });

  test("about an address, and cannot tell when either name fails", async () => {
    const failed = words.couldNotTell("ThrottlingException");
    knows({ "eipalloc-1": [awsError("ThrottlingException")], "198.51.100.1": [[anEvent(now - hour)]] });
    expect(await askInTime([anIdleAddress])).toEqual([failed]);
    knows({ "eipalloc-1": [[anEvent(now - hour)]], "198.51.100.1": [awsError("ThrottlingException")] });
    expect(await askInTime([anIdleAddress])).toEqual([failed]);
  });

  test("about an address, and one thing that is filed under both names is told once", async () => {
    const both = [[anEvent(now - hour, { EventId: "1" }), anEvent(now - 2 * hour, { EventId: "2" })]];
    knows({ "eipalloc-1": both, "198.51.100.1": both });
    expect(await askInTime([anIdleAddress])).toEqual([found(told(now - hour), told(now - 2 * hour))]);
  });

  test("about both kinds of resources, each by itself", async () => {
    knows({ "eni-1": [[anEvent(now - hour)]] });
    expect(await askInTime([anIdleAddress, anIdleInterface])).toEqual([words.nothing, found(told(now - hour))]);
  });

  test("in the resource's own region", async () => {
    const there = aDueRelease(anInterface({ scope: elsewhere }), marked);
    trail.on(LookupEventsCommand).callsFake(async (_, getClient) => {
      const region = await Object(getClient()).config.region();
      return { Events: region === elsewhere.region ? [anEvent(now - hour)] : [] };
    });
    expect(await askInTime([anIdleInterface, there])).toEqual([words.nothing, found(told(now - hour))]);
    const regions = await Promise.all(sentCalls(trail).map(regionOf));
    expect(regions.toSorted()).toEqual(["eu-central-1", "us-east-1"]);
  });
});

describe("the pages of a history", () => {
  test.each<[string, readonly EventPage[]]>([
    ["behind a page of looks", [looks(50, now - hour), [anEvent(marked + hour)]]],
    ["behind empty pages", [[], [], [], [anEvent(marked + hour)]]],
    [
      "behind many pages of looks",
      [...Array.from({ length: 20 }, (_, at) => looks(1, now - at * hour)), [anEvent(marked + hour)]],
    ],
    [
      "at the end of a page that ends before the mark",
      [[...looks(3, now), anEvent(marked + hour), ...looks(1, marked - hour)]],
    ],
    ["behind looks in the second of the mark", [looks(1, marked), looks(1, marked), [anEvent(marked)]]],
  ])("are read until what was done since the mark is found: %s", async (_, pages) => {
    knows({ "eni-1": pages });
    expect(await askInTime()).toMatchObject([{ answer: "found", found: [{ event: "AssociateAddress" }] }]);
    expect(trail.calls()).toHaveLength(pages.length);
  });

  test("are read on behind one thing that was done since, as three are told", async () => {
    knows({
      "eni-1": [[anEvent(now - hour)], [anEvent(now - 2 * hour)], [anEvent(now - 3 * hour)], [anEvent(now - 4 * hour)]],
    });
    expect(await askInTime()).toEqual([found(...[1, 2, 3].map((hours) => told(now - hours * hour)))]);
    expect(trail.calls()).toHaveLength(3);
  });

  test("are not read on behind the mark, when something is known", async () => {
    knows({ "eni-1": [[anEvent(marked + hour), ...looks(1, marked - hour)], awsError("AccessDenied")] });
    expect(await askInTime()).toEqual([found(told(marked + hour))]);
    expect(trail.calls()).toHaveLength(1);
  });

  test("are not read on behind the last thing that was done before the mark", async () => {
    knows({ "eni-1": [[...looks(2, now), anEvent(marked - hour)], awsError("AccessDenied")] });
    expect(await askInTime()).toEqual([nothingSince(told(marked - hour).activity)]);
    expect(trail.calls()).toHaveLength(1);
  });

  test("are read one beyond the mark, for the last thing that was done before it", async () => {
    knows({ "eni-1": [looks(50, marked + 10 * second), [anEvent(marked - 24 * hour)], awsError("AccessDenied")] });
    expect(await askInTime()).toEqual([nothingSince(told(marked - 24 * hour).activity)]);
    expect(trail.calls()).toHaveLength(2);
  });

  test("are not read any further than that", async () => {
    knows({ "eni-1": [looks(50, marked - hour), looks(50, marked - 24 * hour), awsError("AccessDenied")] });
    expect(await askInTime()).toEqual([words.nothing]);
    expect(trail.calls()).toHaveLength(2);
  });

  test.each<[string, readonly EventPage[]]>([
    ["that fails", [looks(50, marked - hour), awsError("AccessDeniedException")]],
    ["that fails in passing", [looks(50, marked - hour), awsError("ThrottlingException")]],
    ["that fails, behind the page that reaches the mark", [looks(50, marked + 10 * second), awsError("Throttling")]],
    ["with an event that has no time", [looks(50, marked - hour), [anEvent(0, { EventTime: undefined })]]],
  ])("beyond the mark are only for curiosity: one %s leaves the guard able to tell", async (_, pages) => {
    knows({ "eni-1": pages });
    expect(await askInTime()).toEqual([words.nothing]);
    expect(trail.calls()).toHaveLength(2);
  });

  test("beyond the mark that fail by one name of an address hide nothing of the other", async () => {
    const [fails, used] = [[looks(50, marked - hour), awsError("AccessDenied")], [[anEvent(marked + hour)]]];
    knows({ "eipalloc-1": fails, "198.51.100.1": used });
    expect(await askInTime([anIdleAddress])).toEqual([found(told(marked + hour))]);
    knows({ "eipalloc-1": used, "198.51.100.1": fails });
    expect(await askInTime([anIdleAddress])).toEqual([found(told(marked + hour))]);
  });

  test("may end wherever CloudTrail's memory does", async () => {
    knows({ "eni-1": [looks(50, now), looks(3, now - hour)] });
    expect(await askInTime()).toEqual([words.nothing]);
    expect(trail.calls()).toHaveLength(2);
  });

  test.each<[string, readonly EventPage[]]>([
    ["at once", [awsError("AccessDeniedException")]],
    ["in the middle", [looks(50, now), awsError("AccessDeniedException"), [anEvent(marked + hour)]]],
    ["behind what was found", [[anEvent(now - hour)], awsError("AccessDeniedException")]],
    ["behind a page that ends in the second of the mark", [looks(1, marked), awsError("AccessDeniedException")]],
    ["behind an empty page", [[], awsError("AccessDeniedException")]],
  ])("that fail %s leave the guard unable to tell", async (_, pages) => {
    knows({ "eni-1": pages });
    expect(await askInTime()).toEqual([words.couldNotTell("AccessDeniedException", undefined, "denied")]);
  });

  test.each([
    ["at once", () => ({})],
    ["on the next page", ({ NextToken }: { NextToken?: string }) => (NextToken ? {} : { Events: [], NextToken: "2" })],
  ])("without their events leave the guard unable to tell: %s", async (_, answer) => {
    trail.on(LookupEventsCommand).callsFake(answer);
    expect(await askInTime()).toEqual([unreadable("the answer has no Events")]);
  });

  test("that lead in a circle leave the guard unable to tell", async () => {
    trail.on(LookupEventsCommand).resolves({ Events: [], NextToken: "again" });
    expect(await askInTime()).toEqual([unreadable("the pages of the answer lead in a circle")]);
    expect(trail.calls()).toHaveLength(2);
  });

  test("that do not end leave the guard unable to tell", async () => {
    knows({ "eni-1": Array.from({ length: 250 }, (_, at) => looks(1, now - at * second)) });
    expect(await askInTime()).toEqual([unreadable("the answer has more than 200 pages")]);
    expect(trail.calls()).toHaveLength(200);
  });

  test("whose last event has no time do not count as beyond the mark", async () => {
    const [timeless] = looks(1, marked - hour);
    knows({ "eni-1": [[{ ...timeless, EventTime: undefined }], [], [], [anEvent(marked + hour)]] });
    expect(await askInTime()).toEqual([found(told(marked + hour))]);
  });
});

describe("one that fails", () => {
  test("hides no other of its region", async () => {
    knows({ "eni-1": [awsError("ThrottlingException")], "eni-2": [[anEvent(now - hour)]] });
    const [two, three] = ["eni-2", "eni-3"].map((id) => aDueRelease(anInterface({ id }), marked));
    expect(await askInTime([anIdleInterface, ...(two ? [two] : []), ...(three ? [three] : [])])).toEqual([
      words.couldNotTell("ThrottlingException"),
      found(told(now - hour)),
      words.nothing,
    ]);
  });

  test("hides no other region", async () => {
    trail.on(LookupEventsCommand).callsFake(async (_, getClient) => {
      const region = await Object(getClient()).config.region();
      if (region === scope.region) throw awsError("AccessDeniedException");
      return { Events: [anEvent(now - hour)] };
    });
    const there = aDueRelease(anInterface({ scope: elsewhere }), marked);
    expect(await askInTime([anIdleInterface, there])).toEqual([
      words.couldNotTell("AccessDeniedException", undefined, "denied"),
      found(told(now - hour)),
    ]);
  });
});

describe("CloudTrail's pace", () => {
  /** When the calls were made, in ms from the beginning. */
  async function times(due: readonly DueRelease[]): Promise<readonly number[]> {
    const clock = fakeClock();
    const at: number[] = [];
    const asked = askAboutDue(activityGuard(clock), due);
    for (let step = 0; step < 1_500; step += 1) {
      await clock.pass(20);
      while (at.length < trail.calls().length) at.push(clock.elapsed());
    }
    expect(new Set((await asked).map((evidence) => evidence?.answer))).toEqual(new Set(["nothing-found"]));
    return at;
  }

  function isEven(at: readonly number[]): void {
    const gaps = at.slice(1).map((ms, before) => ms - (at[before] ?? ms));
    expect(Math.min(...gaps)).toBeGreaterThanOrEqual(second / 2);
  }

  function isKept(at: readonly number[]): void {
    isEven(at);
    expect(at[0]).toBeLessThanOrEqual(20);
    expect(at.at(-1)).toBeLessThan(((at.length - 1) / 2) * second * 1.1);
  }

  function interfaces(count: number, where = scope) {
    return Array.from({ length: count }, (_, at) =>
      aDueRelease(anInterface({ id: `eni-${at}`, scope: where }), marked),
    );
  }

  test("is kept, and nearly used up, over many resources: two a second, and never two at once", async () => {
    knows({});
    const at = await times(interfaces(22));
    expect(at).toHaveLength(22);
    isKept(at);
  });

  test("is kept over many pages", async () => {
    knows({ "eni-1": Array.from({ length: 22 }, (_, page) => looks(1, now - page * second)) });
    const at = await times([anIdleInterface]);
    expect(at).toHaveLength(22);
    isKept(at);
  });

  test("is kept over both names of addresses", async () => {
    knows({});
    const at = await times(
      Array.from({ length: 11 }, (_, each) => aDueRelease(anAddress({ id: `eipalloc-${each}` }), marked)),
    );
    expect(at).toHaveLength(22);
    isKept(at);
  });

  test("is each region's own", async () => {
    knows({});
    const at = await times([...interfaces(11), ...interfaces(11, elsewhere)]);
    expect(at).toHaveLength(22);
    isKept(at.filter((_, each) => each % 2 === 0));
    isKept(at.filter((_, each) => each % 2 === 1));
  });

  test("is kept after an answer that was slow, too: nothing is saved up meanwhile", async () => {
    const clock = fakeClock();
    const at: number[] = [];
    trail.on(LookupEventsCommand).callsFake(async () => {
      at.push(clock.elapsed());
      if (at.length === 1) await clock.pause(5 * second, noEnd());
      return { Events: [] };
    });
    const asked = askAboutDue(activityGuard(clock), interfaces(5));
    await clock.pass(hour);
    await asked;
    expect(at).toHaveLength(5);
    expect(at.slice(0, 2)).toEqual([0, 5 * second]);
    isEven(at);
  });

  test("costs no turn where there is no next page", async () => {
    knows({});
    const clock = fakeClock();
    const asked = askAboutDue(activityGuard(clock), interfaces(2));
    await clock.pass(0.6 * second);
    expect(await asked).toEqual([words.nothing, words.nothing]);
  });
});

describe("when time is over", () => {
  const late = words.couldNotTell("TimeoutError", "CloudTrail could not be read in time");

  async function examine(due: readonly DueRelease[], end: AbortController, after: number) {
    const clock = fakeClock();
    const answers: unknown[] = [];
    const answer = (_: unknown, given: unknown) => answers.push(given);
    const examined = activityGuard(clock).examine({ due, scopes: async () => [scope], signal: end.signal, answer });
    await clock.pass(after);
    end.abort();
    await clock.pass(hour);
    await examined;
    return answers;
  }

  const tooLate = { error: expect.objectContaining({ name: late.error.code, message: late.error.message }) };

  test("before it has begun, nothing is asked", async () => {
    knows({});
    const end = new AbortController();
    end.abort();
    expect(await examine([anIdleInterface], end, 0)).toEqual([tooLate]);
    expect(trail.calls()).toHaveLength(0);
  });

  test("while it waits for its turn, nothing more is asked, and those before it are heard", async () => {
    knows({});
    const due = Array.from({ length: 5 }, (_, at) => aDueRelease(anInterface({ id: `eni-${at}` }), marked));
    const nothing = { found: [], lastActivity: undefined };
    expect(await examine(due, new AbortController(), 0.6 * second)).toEqual([
      nothing,
      nothing,
      tooLate,
      tooLate,
      tooLate,
    ]);
    expect(trail.calls()).toHaveLength(2);
  });

  test("in the middle of the pages, it cannot tell", async () => {
    knows({ "eni-1": Array.from({ length: 5 }, (_, page) => looks(1, now - page * second)) });
    expect(await examine([anIdleInterface], new AbortController(), 0.6 * second)).toEqual([tooLate]);
    expect(trail.calls()).toHaveLength(2);
  });

  test("before a page that is read out of curiosity alone, it can tell", async () => {
    knows({ "eni-1": [looks(1, marked - hour), [anEvent(marked - 2 * hour)]] });
    expect(await examine([anIdleInterface], new AbortController(), 1)).toEqual([
      { found: [], lastActivity: undefined },
    ]);
    expect(trail.calls()).toHaveLength(1);
  });

  test("every call can be broken off", async () => {
    knows({ "eipalloc-1": [looks(1, now), []] });
    const signal = noEnd();
    await askInTime([anIdleAddress, aDueRelease(anInterface({ scope: elsewhere }), marked)], signal);
    const signals = signalsOf(trail);
    expect(signals).toHaveLength(4);
    for (const each of signals) expect(each).toBe(signal);
  });
});

describe("the connections", () => {
  const there = aDueRelease(anInterface({ scope: elsewhere }), marked);

  test.each<[string, () => void]>([
    ["all was read", () => knows({})],
    ["the reading failed", () => knows({ "eni-1": [awsError("AccessDeniedException")] })],
    ["reading was not even possible", () => trail.on(LookupEventsCommand).callsFake(() => undefined)],
  ])("are closed when %s, one for a region, and not before", async (_, prepare) => {
    const closed: unknown[] = [];
    vi.spyOn(CloudTrailClient.prototype, "destroy").mockImplementation(function (this: CloudTrailClient) {
      closed.push({ client: this, after: trail.calls().filter(({ thisValue }) => thisValue === this).length });
    });
    prepare();
    await askInTime([anIdleInterface, anIdleInterface, there]);
    const clients = new Set(sentCalls(trail).map(({ client }) => client));
    expect(clients.size).toBe(2);
    const [first, other] = clients;
    expect(closed).toHaveLength(2);
    expect(closed).toEqual(expect.arrayContaining([{ client: first, after: 2 }]));
    expect(closed).toEqual(expect.arrayContaining([{ client: other, after: 1 }]));
  });

  test("are closed when an answer is not taken", async () => {
    const destroy = vi.spyOn(CloudTrailClient.prototype, "destroy");
    knows({});
    const answer = () => {
      throw new Error("not taken");
    };
    const question = { due: [anIdleInterface], scopes: async () => [scope], signal: noEnd(), answer };
    await expect(activityGuard(fakeClock()).examine(question)).rejects.toThrow("not taken");
    expect(destroy).toHaveBeenCalledTimes(1);
  });

  test("repeat a call that fails in passing", async () => {
    knows({});
    await askInTime();
    const [call] = sentCalls(trail);
    expect(call?.client).toBeInstanceOf(CloudTrailClient);
    if (!(call?.client instanceof CloudTrailClient)) return;
    expect(await call.client.config.maxAttempts()).toBe(4);
  });
});
