import { describe, expect, test } from "vitest";
import { type Guard, gatherEvidence } from "../../../functions/janitor/aws/evidence/gather.ts";
import type { Evidence } from "../../../functions/janitor/domain/evidence.ts";
import type { Resource } from "../../../functions/janitor/domain/resource.ts";
import { aDueRelease, anAddress, anInterface, awsError, elsewhere, noEnd } from "../../support/samples.ts";

const address = anAddress();
const networkInterface = anInterface();
const due = [aDueRelease(address), aDueRelease(networkInterface)];

const dnsRecord: Evidence = {
  guard: "dns",
  answer: "found",
  reason: "dns-record",
  found: [{ name: "www.example.com" }],
};

function nothing(guard: string): Evidence {
  return { guard, answer: "nothing-found" };
}

function couldNotTell(guard: string, message: string, code = "Error"): Evidence {
  return { guard, answer: "could-not-tell", error: { code, message } };
}

function guard(name: string, ...answers: readonly (readonly [Resource, Evidence])[]): Guard {
  return { name, examine: async () => new Map(answers) };
}

/** One that never answers, and does not listen to its signal either. */
function hanging(name: string): Guard {
  return { name, examine: () => new Promise(() => undefined) };
}

describe("gatherEvidence", () => {
  test("asks no guard when nothing is due", async () => {
    const examine = () => {
      throw new Error("nobody is to be asked");
    };
    expect(await gatherEvidence([{ name: "dns", examine }], [], noEnd())).toEqual(new Map());
  });

  test("asks every guard about everything that is due, with the signal that ends its time", async () => {
    const asked: unknown[] = [];
    const curious = (name: string): Guard => ({
      name,
      examine: async (releases, signal) => {
        asked.push({ name, releases, isTheSignal: signal === end });
        return new Map();
      },
    });
    const end = noEnd();
    await gatherEvidence([curious("dns"), curious("ptr")], due, end);
    expect(asked).toEqual([
      { name: "dns", releases: due, isTheSignal: true },
      { name: "ptr", releases: due, isTheSignal: true },
    ]);
  });

  test("gives each resource what every guard says about it, in the order of the guards", async () => {
    const guards = [
      guard("dns", [address, dnsRecord], [networkInterface, nothing("dns")]),
      guard("ptr", [address, nothing("ptr")], [networkInterface, nothing("ptr")]),
    ];
    const evidence = await gatherEvidence(guards, due, noEnd());
    expect(evidence.size).toBe(2);
    expect(evidence.get(address)).toEqual([dnsRecord, nothing("ptr")]);
    expect(evidence.get(networkInterface)).toEqual([nothing("dns"), nothing("ptr")]);
  });

  test("keeps apart two resources that have the same id in two scopes", async () => {
    const twin = anAddress({ scope: elsewhere });
    const guards = [guard("dns", [address, dnsRecord], [twin, nothing("dns")])];
    const evidence = await gatherEvidence(guards, [aDueRelease(address), aDueRelease(twin)], noEnd());
    expect(evidence.size).toBe(2);
    expect(evidence.get(address)).toEqual([dnsRecord]);
    expect(evidence.get(twin)).toEqual([nothing("dns")]);
  });

  test("takes an answer about a copy of a resource for none about the resource", async () => {
    const evidence = await gatherEvidence([guard("dns", [anAddress(), nothing("dns")])], due, noEnd());
    expect(evidence.get(address)).toEqual([couldNotTell("dns", "the guard gave no answer")]);
  });

  test("a guard that fails could not tell about anything, and hides no other", async () => {
    const failing: Guard = { name: "ptr", examine: () => Promise.reject(awsError("Throttling")) };
    const other = guard("dns", [address, dnsRecord], [networkInterface, nothing("dns")]);
    const evidence = await gatherEvidence([failing, other], due, noEnd());
    const silent = couldNotTell("ptr", "AWS says Throttling", "Throttling");
    expect(evidence.get(address)).toEqual([silent, dnsRecord]);
    expect(evidence.get(networkInterface)).toEqual([silent, nothing("dns")]);
  });

  test("a guard that fails before it has begun could not tell either", async () => {
    const failing: Guard = {
      name: "ptr",
      examine: () => {
        throw awsError("TypeError");
      },
    };
    const evidence = await gatherEvidence([failing], due, noEnd());
    expect(evidence.get(networkInterface)).toMatchObject([{ guard: "ptr", answer: "could-not-tell" }]);
  });

  test("a guard that says nothing about a resource could not tell about that one", async () => {
    const evidence = await gatherEvidence([guard("dns", [address, nothing("dns")])], due, noEnd());
    expect(evidence.get(address)).toEqual([nothing("dns")]);
    expect(evidence.get(networkInterface)).toEqual([couldNotTell("dns", "the guard gave no answer")]);
  });
});

describe("when the time of the guards is over", () => {
  const late = couldNotTell("ptr", "the guard did not answer in time");

  test("one that has not answered could not tell, and those that have are heard", async () => {
    const end = new AbortController();
    const other = guard("dns", [address, dnsRecord], [networkInterface, nothing("dns")]);
    const asked = gatherEvidence([hanging("ptr"), other], due, end.signal);
    end.abort();
    const evidence = await asked;
    expect(evidence.get(address)).toEqual([late, dnsRecord]);
    expect(evidence.get(networkInterface)).toEqual([late, nothing("dns")]);
  });

  test("before it has begun, one that does not answer is not waited for", async () => {
    const evidence = await gatherEvidence([hanging("ptr"), hanging("dns")], due, AbortSignal.abort());
    for (const resource of [address, networkInterface]) {
      expect(evidence.get(resource)).toEqual([late, couldNotTell("dns", "the guard did not answer in time")]);
    }
  });

  test("before it has begun, one that answers at once is heard", async () => {
    const evidence = await gatherEvidence([guard("dns", [address, dnsRecord])], due, AbortSignal.abort());
    expect(evidence.get(address)).toEqual([dnsRecord]);
  });

  test("one that fails or answers after all changes nothing any more", async () => {
    const end = new AbortController();
    const answered = Promise.withResolvers<ReadonlyMap<Resource, Evidence>>();
    const failed = Promise.withResolvers<ReadonlyMap<Resource, Evidence>>();
    const guards: readonly Guard[] = [
      { name: "ptr", examine: () => answered.promise },
      { name: "dns", examine: () => failed.promise },
    ];
    const asked = gatherEvidence(guards, due, end.signal);
    end.abort();
    const evidence = await asked;
    answered.resolve(new Map([[address, nothing("ptr")]]));
    failed.reject(awsError("Throttling"));
    await Promise.allSettled([answered.promise, failed.promise]);
    expect(evidence.get(address)).toEqual([late, couldNotTell("dns", "the guard did not answer in time")]);
  });

  test("after all have answered, nothing changes", async () => {
    const end = new AbortController();
    const evidence = await gatherEvidence([guard("dns", [address, dnsRecord])], due, end.signal);
    end.abort();
    expect(evidence.get(address)).toEqual([dnsRecord]);
  });
});
