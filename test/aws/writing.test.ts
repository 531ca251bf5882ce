import { DescribeAddressesCommand, EC2Client } from "@aws-sdk/client-ec2";
import { mockClient } from "aws-sdk-client-mock";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { Ec2Clients } from "../../functions/janitor/aws/clients.ts";
import { Pace } from "../../functions/janitor/aws/pacing.ts";
import { awsWriting, type WritingOptions } from "../../functions/janitor/aws/writing.ts";
import { fakeClock } from "../support/fake-clock.ts";
import { acknowledged, anAddress, anInterface, noEnd, now, scope } from "../support/samples.ts";
import { sentCalls, signalsOf } from "./sent-calls.ts";

const ec2 = mockClient(EC2Client);
beforeEach(() => {
  ec2.resolves(acknowledged);
});
afterEach(() => {
  ec2.reset();
  vi.restoreAllMocks();
});

const clients = new Ec2Clients();

function writing(changes: Partial<WritingOptions> = {}) {
  const signals = { short: noEnd(), giveUp: noEnd(), lastLook: noEnd() };
  return awsWriting({ clients, tagPrefix: "janitor:", clock: fakeClock(), ...signals, ...changes });
}

describe("a turn", () => {
  test.each([
    [anAddress(), ["DescribeAddresses", "ReleaseAddress"]],
    [anInterface(), ["DescribeNetworkInterfaces", "DeleteNetworkInterface"]],
  ])(
    "of an $kind takes a token for the look and one for the release, so that nothing waits between them",
    async (resource, actions) => {
      const take = vi.spyOn(Pace.prototype, "take");
      const short = noEnd();
      expect(await writing({ short }).turn(resource)).toBe(true);
      expect(take.mock.calls).toEqual(actions.map((action) => [scope, action, short]));
    },
  );

  test.each([0, 1])("is not given when one of the tokens did not come in time", async (which) => {
    const granted = [0, 1].map((each) => each !== which);
    vi.spyOn(Pace.prototype, "take").mockImplementation(async () => granted.shift() ?? false);
    expect(await writing().turn(anAddress())).toBe(false);
  });

  test("is not given when time got short while the tokens came", async () => {
    const short = new AbortController();
    vi.spyOn(Pace.prototype, "take").mockImplementation(async () => {
      short.abort();
      return true;
    });
    expect(await writing({ short: short.signal }).turn(anAddress())).toBe(false);
  });

  test("is paced by what went before it", async () => {
    const [clock, short] = [fakeClock(), new AbortController()];
    const { turn } = writing({ clock, short: short.signal });
    const turns = Promise.all(Array.from({ length: 51 }, () => turn(anAddress())));
    await clock.pass(100);
    short.abort();
    expect((await turns).filter(Boolean)).toHaveLength(50);
  });
});

test("a release goes through the client that makes one attempt, in the resource's own region", async () => {
  await writing().release(anAddress({ scope: { ...scope, region: "us-east-1" } }));
  const used = sentCalls(ec2).map(({ client }) => client === clients.once("us-east-1"));
  expect(used).toEqual([true]);
});

test("looks and marks go through the client that repeats", async () => {
  const { lookAgain, mark, unmark } = writing();
  await lookAgain(anAddress());
  await mark([anAddress()], now);
  await unmark([anAddress()]);
  const used = sentCalls(ec2).map(({ client }) => client === clients.repeating(scope.region));
  expect(used).toEqual([true, true, true]);
});

test("what changes something is broken off in time for a last look, and that in time for the summary", async () => {
  const [giveUp, lastLook] = [noEnd(), noEnd()];
  const { lookAgain, release, mark, unmark } = writing({ giveUp, lastLook });
  await release(anAddress());
  await release(anInterface());
  await mark([anAddress()], now);
  await unmark([anAddress()]);
  for (const signal of signalsOf(ec2)) expect(signal).toBe(giveUp);
  ec2.resetHistory();
  await lookAgain(anAddress());
  await lookAgain(anInterface());
  for (const signal of signalsOf(ec2)) expect(signal).toBe(lastLook);
  expect(signalsOf(ec2)).toHaveLength(2);
});

test("a last look is possible when what was under way has been broken off", async () => {
  ec2.on(DescribeAddressesCommand).resolves({ Addresses: [] });
  expect(await writing({ short: AbortSignal.abort(), giveUp: AbortSignal.abort() }).lookAgain(anAddress())).toEqual({
    seen: "gone",
  });
  expect(signalsOf(ec2)[0]?.aborted).toBe(false);
});
