import { describe, expect, test, vi } from "vitest";
import { gatherEvidence } from "../../../functions/janitor/aws/evidence/gather.ts";
import type { Answer, Guard, Question } from "../../../functions/janitor/aws/evidence/guard.ts";
import type { FailureClass } from "../../../functions/janitor/domain/error-facts.ts";
import type { Activity, Evidence } from "../../../functions/janitor/domain/evidence.ts";
import type { GuardName } from "../../../functions/janitor/domain/policy.ts";
import type { Resource } from "../../../functions/janitor/domain/resource.ts";
import {
  aDueRelease,
  anAddress,
  anInterface,
  awsError,
  awsErrorWith,
  elsewhere,
  noEnd,
  scope,
} from "../../support/samples.ts";

const address = anAddress();
const networkInterface = anInterface();
const due = [aDueRelease(address), aDueRelease(networkInterface)];

const record: Answer = { found: [{ name: "www.example.com" }] };
const no: Answer = { found: [] };
const dnsRecord: Evidence = {
  guard: "dns",
  answer: "found",
  reason: "dns-record",
  found: [{ name: "www.example.com" }],
};

function nothing(guard: GuardName): Evidence {
  return { guard, answer: "nothing-found" };
}

function couldNotTell(guard: GuardName, message: string, code: string, kind: FailureClass): Evidence {
  return { guard, answer: "could-not-tell", error: { code, message, class: kind } };
}

/** A guard that was not heard although it could have spoken: a mistake of its own. */
function silent(guard: GuardName): Evidence {
  return couldNotTell(guard, "the guard gave no answer", "Error", "unexpected");
}

function late(guard: GuardName): Evidence {
  return couldNotTell(guard, "the guard did not answer in time", "TimeoutError", "transient");
}

const reasons = { dns: "dns-record", ptr: "ptr-record" } as const;

/** A guard about everything. */
function asking(name: "dns" | "ptr", examine: Guard["examine"]): Guard {
  return { name, reason: reasons[name], about: ["elastic-ip", "network-interface"], examine };
}

/** A guard that has its answers ready. */
function guard(name: "dns" | "ptr", ...answers: readonly (readonly [Resource, Answer])[]): Guard {
  return asking(name, async ({ answer }) => {
    for (const each of answers) answer(...each);
  });
}

/** One that never ends, and does not listen to its signal either. What it knows it says at once. */
function hanging(name: "dns" | "ptr", ...answers: readonly (readonly [Resource, Answer])[]): Guard {
  return asking(name, ({ answer }) => {
    for (const each of answers) answer(...each);
    return new Promise(() => undefined);
  });
}

function gather(guards: readonly Guard[], releases = due, signal = noEnd()) {
  return gatherEvidence(guards, releases, async () => [scope], signal);
}

describe("gatherEvidence", () => {
  test("asks no guard when nothing is due", async () => {
    const examine = vi.fn(async () => undefined);
    expect(await gather([asking("dns", examine)], [])).toEqual(new Map());
    expect(examine).not.toHaveBeenCalled();
  });

  test("asks every guard about everything that is due, with what it may look into and the signal that ends its time", async () => {
    const asked: unknown[] = [];
    const curious = (name: "dns" | "ptr") =>
      asking(name, async ({ due: releases, scopes, signal }) => {
        asked.push({ name, releases, scopes: await scopes(), isTheSignal: signal === end });
      });
    const end = noEnd();
    await gatherEvidence([curious("dns"), curious("ptr")], due, async () => [scope, elsewhere], end);
    expect(asked).toEqual([
      { name: "dns", releases: due, scopes: [scope, elsewhere], isTheSignal: true },
      { name: "ptr", releases: due, scopes: [scope, elsewhere], isTheSignal: true },
    ]);
  });

  test("lists what may be looked into for no guard that does not ask for it", async () => {
    const scopes = vi.fn(async () => [scope]);
    await gatherEvidence([guard("dns", [address, no])], due, scopes, noEnd());
    expect(scopes).not.toHaveBeenCalled();
  });

  test("asks the guards side by side", async () => {
    const both = Promise.withResolvers<void>();
    let begun = 0;
    const waiting: Guard["examine"] = () => {
      begun += 1;
      if (begun === 2) both.resolve();
      return both.promise;
    };
    expect((await gather([asking("dns", waiting), asking("ptr", waiting)])).size).toBe(2);
  });

  test("gives each resource what every guard says about it, in the order of the guards", async () => {
    const ended = Promise.withResolvers<void>();
    const slow = asking("dns", async ({ answer }) => {
      await ended.promise;
      answer(address, record);
      answer(networkInterface, no);
    });
    const quick = asking("ptr", async ({ answer }) => {
      answer(networkInterface, no);
      answer(address, no);
      ended.resolve();
    });
    const evidence = await gather([slow, quick]);
    expect(evidence.size).toBe(2);
    expect(evidence.get(address)).toEqual([dnsRecord, nothing("ptr")]);
    expect(evidence.get(networkInterface)).toEqual([nothing("dns"), nothing("ptr")]);
  });

  test("keeps apart two resources that have the same id in two scopes", async () => {
    const twin = anAddress({ scope: elsewhere });
    const evidence = await gather(
      [guard("dns", [address, record], [twin, no])],
      [aDueRelease(address), aDueRelease(twin)],
    );
    expect(evidence.size).toBe(2);
    expect(evidence.get(address)).toEqual([dnsRecord]);
    expect(evidence.get(twin)).toEqual([nothing("dns")]);
  });

  test("takes an answer about a copy of a resource for none about the resource", async () => {
    const evidence = await gather([guard("dns", [anAddress(), no])]);
    expect(evidence.get(address)).toEqual([silent("dns")]);
  });

  test("has nothing to say about what is not due, whatever a guard answers", async () => {
    const evidence = await gather([guard("dns", [networkInterface, record], [address, no])], [aDueRelease(address)]);
    expect([...evidence]).toEqual([[address, [nothing("dns")]]]);
  });

  test("without a guard nothing speaks against what is due", async () => {
    expect([...(await gather([]))]).toEqual([
      [address, []],
      [networkInterface, []],
    ]);
  });

  test("a guard that fails could not tell about anything, and hides no other", async () => {
    const failing = asking("ptr", () => Promise.reject(awsError("Throttling")));
    const evidence = await gather([failing, guard("dns", [address, record], [networkInterface, no])]);
    const throttled = couldNotTell("ptr", "AWS says Throttling", "Throttling", "transient");
    expect(evidence.get(address)).toEqual([throttled, dnsRecord]);
    expect(evidence.get(networkInterface)).toEqual([throttled, nothing("dns")]);
  });

  test("what a guard has answered before it fails stands", async () => {
    const failing = asking("dns", async ({ answer }) => {
      answer(address, record);
      throw awsError("Throttling");
    });
    const evidence = await gather([failing]);
    expect(evidence.get(address)).toEqual([dnsRecord]);
    expect(evidence.get(networkInterface)).toEqual([
      couldNotTell("dns", "AWS says Throttling", "Throttling", "transient"),
    ]);
  });

  test("a guard that fails before it has begun could not tell either", async () => {
    const failing = asking("ptr", () => {
      throw awsError("TypeError");
    });
    const evidence = await gather([failing]);
    expect(evidence.get(networkInterface)).toEqual([
      couldNotTell("ptr", "AWS says TypeError", "TypeError", "unexpected"),
    ]);
  });

  test("a guard that says nothing about a resource could not tell about that one", async () => {
    const evidence = await gather([guard("dns", [address, no])]);
    expect(evidence.get(address)).toEqual([nothing("dns")]);
    expect(evidence.get(networkInterface)).toEqual([silent("dns")]);
  });

  test("a guard may say of one resource alone that it could not tell", async () => {
    const evidence = await gather([
      guard("dns", [address, { error: awsError("AccessDenied") }], [networkInterface, no]),
    ]);
    expect(evidence.get(address)).toEqual([couldNotTell("dns", "AWS says AccessDenied", "AccessDenied", "denied")]);
    expect(evidence.get(networkInterface)).toEqual([nothing("dns")]);
  });

  const lastActivity: Activity = { event: "AssociateAddress", at: Date.UTC(2026, 9, 20), by: "ann" };

  test("what is known to have been done to a resource comes with the answer, whatever that is", async () => {
    const evidence = await gather([
      guard("dns", [address, { found: [], lastActivity }], [networkInterface, { ...record, lastActivity }]),
    ]);
    expect(evidence.get(address)).toStrictEqual([{ guard: "dns", answer: "nothing-found", lastActivity }]);
    expect(evidence.get(networkInterface)).toStrictEqual([{ ...dnsRecord, lastActivity }]);
  });

  test("where nothing is known to have been done, nothing is said of it", async () => {
    const unknown = { found: [], lastActivity: undefined };
    const evidence = await gather([guard("dns", [address, unknown], [networkInterface, record])]);
    expect(evidence.get(address)).toStrictEqual([nothing("dns")]);
    expect(evidence.get(networkInterface)).toStrictEqual([dnsRecord]);
  });
});

describe("a guard that is about one kind of resources only", () => {
  const aboutAddresses = (examine: Guard["examine"]): Guard => ({ ...asking("dns", examine), about: ["elastic-ip"] });

  test("is asked about that kind alone, and has no say in the others", async () => {
    const asked: Question["due"][] = [];
    const narrow = aboutAddresses(async ({ due: releases, answer }) => {
      asked.push(releases);
      answer(address, record);
      answer(networkInterface, record);
    });
    const evidence = await gather([narrow, guard("ptr", [address, no], [networkInterface, no])]);
    expect(asked).toEqual([[due[0]]]);
    expect(evidence.get(address)).toEqual([dnsRecord, nothing("ptr")]);
    expect(evidence.get(networkInterface)).toEqual([nothing("ptr")]);
  });

  test("is not asked when nothing of that kind is due", async () => {
    const examine = vi.fn(async () => undefined);
    const evidence = await gather([aboutAddresses(examine)], [aDueRelease(networkInterface)]);
    expect([...evidence]).toEqual([[networkInterface, []]]);
    expect(examine).not.toHaveBeenCalled();
  });

  test("that fails keeps only that kind from its release", async () => {
    const narrow = aboutAddresses(() => Promise.reject(awsError("AccessDenied")));
    const evidence = await gather([narrow]);
    expect(evidence.get(address)).toEqual([couldNotTell("dns", "AWS says AccessDenied", "AccessDenied", "denied")]);
    expect(evidence.get(networkInterface)).toEqual([]);
  });
});

describe("why a guard could not tell", () => {
  const lost = Object.assign(new Error("the connection is gone"), { code: "ECONNRESET" });

  test.each<[unknown, FailureClass]>([
    [awsError("UnauthorizedOperation"), "denied"],
    [awsError("AccessDeniedException"), "denied"],
    [awsError("ThrottlingException"), "transient"],
    [awsError("TimeoutError"), "transient"],
    [awsErrorWith(503, "SomethingNew"), "transient"],
    [lost, "transient"],
    [awsError("SomethingNew"), "unexpected"],
    [new TypeError("x is not a function"), "unexpected"],
    ["boom", "unexpected"],
    [undefined, "unexpected"],
  ])("%s is %s, whether it answers so or fails with it", async (error, kind) => {
    const failing = asking("ptr", () => Promise.reject(error));
    const answering = guard("dns", [address, { error }]);
    const [failed, answered] = (await gather([failing, answering])).get(address) ?? [];
    expect(failed).toMatchObject({ guard: "ptr", answer: "could-not-tell", error: { class: kind } });
    expect(answered).toMatchObject({ guard: "dns", answer: "could-not-tell", error: { class: kind } });
  });
});

describe("when the time of the guards is over", () => {
  test("one that has not answered could not tell, and those that have are heard", async () => {
    const end = new AbortController();
    const other = guard("dns", [address, record], [networkInterface, no]);
    const asked = gather([hanging("ptr"), other], due, end.signal);
    end.abort();
    const evidence = await asked;
    expect(evidence.get(address)).toEqual([late("ptr"), dnsRecord]);
    expect(evidence.get(networkInterface)).toEqual([late("ptr"), nothing("dns")]);
  });

  test("what a guard had answered until then stands", async () => {
    const end = new AbortController();
    const asked = gather([hanging("dns", [address, record])], due, end.signal);
    end.abort();
    const evidence = await asked;
    expect(evidence.get(address)).toEqual([dnsRecord]);
    expect(evidence.get(networkInterface)).toEqual([late("dns")]);
  });

  test("before it has begun, one that does not answer is not waited for", async () => {
    const evidence = await gather([hanging("ptr"), hanging("dns")], due, AbortSignal.abort());
    for (const resource of [address, networkInterface]) {
      expect(evidence.get(resource)).toEqual([late("ptr"), late("dns")]);
    }
  });

  test("before it has begun, one that answers at once is heard", async () => {
    const evidence = await gather([guard("dns", [address, record])], due, AbortSignal.abort());
    expect(evidence.get(address)).toEqual([dnsRecord]);
  });

  test("one that fails or answers after all changes nothing any more", async () => {
    const end = new AbortController();
    const [goOn, failed] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const answering = asking("ptr", async ({ answer }) => {
      answer(networkInterface, no);
      await goOn.promise;
      answer(address, no);
      answer(networkInterface, record);
    });
    const asked = gather([answering, asking("dns", () => failed.promise)], due, end.signal);
    end.abort();
    const evidence = await asked;
    goOn.resolve();
    failed.reject(awsError("Throttling"));
    await Promise.allSettled([goOn.promise, failed.promise]);
    await new Promise((resolve) => setImmediate(resolve));
    expect(evidence.get(address)).toEqual([late("ptr"), late("dns")]);
    expect(evidence.get(networkInterface)).toEqual([nothing("ptr"), late("dns")]);
  });

  test("one that has ended and answers after all changes nothing, while others are still asked", async () => {
    const end = new AbortController();
    const answers: Question["answer"][] = [];
    const hasty = asking("dns", async ({ answer }) => {
      answers.push(answer);
    });
    const asked = gather([hasty, hanging("ptr")], due, end.signal);
    await new Promise((resolve) => setImmediate(resolve));
    for (const answer of answers) answer(address, no);
    end.abort();
    expect(answers).toHaveLength(1);
    expect((await asked).get(address)).toEqual([silent("dns"), late("ptr")]);
  });

  test("after all have answered, nothing changes", async () => {
    const end = new AbortController();
    const evidence = await gather([guard("dns", [address, record])], due, end.signal);
    end.abort();
    expect(evidence.get(address)).toEqual([dnsRecord]);
  });
});

describe("what a guard says is kept to a length", () => {
  const facts = Array.from({ length: 12 }, (_, at) => ({ name: `www${at}.example.com` }));

  test.each([
    [10, {}],
    [11, { more: 1 }],
    [12, { more: 2 }],
  ])("of %i facts ten are told, and how many more there are", async (many, more) => {
    const gathered = await gatherEvidence(
      [guard("dns", [address, { found: facts.slice(0, many) }])],
      due,
      async () => [],
      noEnd(),
    );
    expect(gathered.get(address)).toEqual([{ ...dnsRecord, found: facts.slice(0, 10), ...more }]);
  });

  test("and so are the words of an error", async () => {
    const error = awsError("AccessDenied", "x".repeat(10_000));
    const gathered = await gatherEvidence([guard("dns", [address, { error }])], due, async () => [], noEnd());
    expect(JSON.stringify(gathered.get(address)).length).toBeLessThan(500);
  });
});

describe("a slow guard", () => {
  const old = aDueRelease(anAddress({ id: "eipalloc-old" }), 1_000);
  const young = aDueRelease(anAddress({ id: "eipalloc-young" }), 2_000);
  const named = aDueRelease(anAddress({ id: "eipalloc-named" }), 500);
  const spare = aDueRelease(networkInterface, 3_000);

  function slow(examine: Guard["examine"]): Guard {
    return {
      name: "activity",
      reason: "recent-activity",
      about: ["elastic-ip", "network-interface"],
      slow: true,
      examine,
    };
  }

  /** A guard about addresses alone, which has found something about one of them. */
  const dns: Guard = {
    ...asking("dns", async ({ due: releases, answer }) => {
      for (const { resource } of releases) answer(resource, resource === named.resource ? record : no);
    }),
    about: ["elastic-ip"],
  };

  test("is asked about each kind by itself: what nothing forbids first, and of that the longest idle", async () => {
    const asked: string[][] = [];
    const guards = [
      slow(async ({ due: releases }) => void asked.push(releases.map(({ resource }) => resource.id))),
      dns,
    ];
    await gather(guards, [named, young, spare, old]);
    expect(asked.toSorted()).toEqual([["eipalloc-old", "eipalloc-young", "eipalloc-named"], ["eni-1"]]);
  });

  test("is asked about what another guard forbids as well, and both are heard", async () => {
    const guards = [slow(async ({ due: releases, answer }) => answer(releases[0]?.resource ?? address, record)), dns];
    const gathered = await gather(guards, [named]);
    expect(gathered.get(named.resource)).toMatchObject([
      { guard: "dns", answer: "found" },
      { guard: "activity", answer: "found" },
    ]);
  });

  test("that has no time for what another guard forbids is nothing to tell, and all the more for what nothing forbids", async () => {
    const end = new AbortController();
    const gathering = gather([slow(() => new Promise(() => undefined)), dns], [named, old], end.signal);
    await vi.waitFor(() => undefined);
    end.abort();
    const gathered = await gathering;
    expect(gathered.get(named.resource)).toEqual([dnsRecord]);
    expect(gathered.get(old.resource)).toEqual([nothing("dns"), late("activity")]);
  });

  test("that may not ask says so, whatever others forbid", async () => {
    const denied = slow(async ({ due: releases, answer }) => {
      for (const { resource } of releases) answer(resource, { error: awsError("AccessDenied") });
    });
    const gathered = await gather([denied, dns], [named]);
    expect(gathered.get(named.resource)).toMatchObject([
      { guard: "dns" },
      { guard: "activity", answer: "could-not-tell" },
    ]);
  });

  test("waits for nobody who has no say about a kind", async () => {
    const end = new AbortController();
    const heard = Promise.withResolvers<void>();
    const hanging: Guard = { ...asking("dns", () => new Promise(() => undefined)), about: ["elastic-ip"] };
    const guards = [
      slow(async ({ due: releases, answer }) => {
        for (const { resource } of releases) answer(resource, no);
        if (releases[0]?.resource === networkInterface) heard.resolve();
      }),
      hanging,
    ];
    const gathering = gather(guards, [old, spare], end.signal);
    await heard.promise;
    end.abort();
    expect((await gathering).get(networkInterface)).toEqual([nothing("activity")]);
  });
});
