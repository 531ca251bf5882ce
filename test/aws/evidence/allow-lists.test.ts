import { DescribeSecurityGroupsCommand, type IpPermission, type SecurityGroup } from "@aws-sdk/client-ec2";
import { describe, expect, test, vi } from "vitest";
import { allowListGuard } from "../../../functions/janitor/aws/evidence/allow-lists.ts";
import { anAddress, anInterface, awsError, elsewhere, noEnd, scope } from "../../support/samples.ts";
import { signalsOf } from "../sent-calls.ts";
import { ask, type Ec2Stub, ec2InTwoRegions, inPages, type Page, wordsOf } from "./ask.ts";

const words = wordsOf("allow-lists", "allow-listed");
const { clients, here, there } = ec2InTwoRegions();
const guard = allowListGuard(clients);
const everywhere = { scopes: async () => [scope, elsewhere] };

const [ingress, egress] = ["ip-permission.cidr", "egress.ip-permission.cidr"];

interface Query {
  readonly Filters: readonly { readonly Name: string; readonly Values: readonly string[] }[];
  readonly NextToken?: string;
}

/** Answers each direction with pages of its own, as EC2 would if it took the filter's word for it. */
function has(region: Ec2Stub, pages: { readonly ingress?: readonly Page[]; readonly egress?: readonly Page[] }): void {
  region.on(DescribeSecurityGroupsCommand).callsFake((query: Query) => {
    const { ingress: inward = [[]], egress: outward = [[]] } = pages;
    return inPages("SecurityGroups", ...(query.Filters[0]?.Name === ingress ? inward : outward))(query);
  });
}

/** Answers only with groups that the filter is true of, but with all of their rules, as EC2 does. */
function hasGroups(region: Ec2Stub, ...groups: readonly SecurityGroup[]): void {
  region.on(DescribeSecurityGroupsCommand).callsFake(({ Filters: [filter] }: Query) => ({
    SecurityGroups: groups.filter(({ IpPermissions = [], IpPermissionsEgress = [] }) =>
      (filter?.Name === ingress ? IpPermissions : IpPermissionsEgress).some(({ IpRanges = [] }) =>
        IpRanges.some(({ CidrIp = "" }) => filter?.Values.includes(CidrIp)),
      ),
    ),
  }));
}

/** A group whose rules allow all of these, each in a rule of its own. */
function aGroup(inward: readonly string[], outward: readonly string[] = [], changes: SecurityGroup = {}) {
  return {
    GroupId: "sg-1",
    GroupName: "partners",
    IpPermissions: inward.map((cidr) => aRule(cidr)),
    IpPermissionsEgress: outward.map((cidr) => aRule(cidr)),
    ...changes,
  };
}

function aRule(CidrIp: string): IpPermission {
  return { IpProtocol: "tcp", FromPort: 443, ToPort: 443, IpRanges: [{ CidrIp }] };
}

function partners(changes: Readonly<Record<string, string>> = {}) {
  const fact = { groupId: "sg-1", groupName: "partners", region: "eu-central-1", direction: "ingress" };
  return { ...fact, cidr: "198.51.100.1/32", ...changes };
}

function queries(region: Ec2Stub) {
  return region.commandCalls(DescribeSecurityGroupsCommand).map(({ args: [{ input }] }) => input);
}

describe("a group that allows the address", () => {
  test("is found for what comes in", async () => {
    hasGroups(here, aGroup(["198.51.100.1/32"]));
    expect(await ask(guard, [anAddress()])).toEqual([words.found(partners())]);
  });

  test("is found for what goes out", async () => {
    hasGroups(here, aGroup([], ["198.51.100.1/32"]));
    expect(await ask(guard, [anAddress()])).toEqual([words.found(partners({ direction: "egress" }))]);
  });

  test("is found for both", async () => {
    hasGroups(here, aGroup(["198.51.100.1/32"], ["198.51.100.1/32"]));
    expect(await ask(guard, [anAddress()])).toEqual([words.found(partners(), partners({ direction: "egress" }))]);
  });

  test("is found in another region that was surveyed", async () => {
    hasGroups(here);
    hasGroups(there, aGroup(["198.51.100.1/32"]));
    expect(await ask(guard, [anAddress()], everywhere)).toEqual([words.found(partners({ region: "us-east-1" }))]);
  });

  test("is found by the address of another region too", async () => {
    hasGroups(here, aGroup(["198.51.100.1/32"]));
    hasGroups(there);
    const there1 = anAddress({ scope: elsewhere });
    expect(await ask(guard, [there1], everywhere)).toEqual([words.found(partners())]);
  });

  test("is found among other groups, other rules and other ranges", async () => {
    const IpPermissions = [
      aRule("0.0.0.0/0"),
      { IpRanges: [{ CidrIp: "198.51.100.10/32" }, { CidrIp: "198.51.100.1/32" }, { CidrIp: "198.51.100.0/24" }] },
    ];
    has(here, { ingress: [[aGroup(["10.0.0.0/8"]), aGroup([], [], { GroupId: "sg-2", IpPermissions })]] });
    expect(await ask(guard, [anAddress()])).toEqual([words.found(partners({ groupId: "sg-2" }))]);
  });

  test("is told once in a direction, however many rules of its allow the address", async () => {
    hasGroups(here, aGroup(["198.51.100.1/32", "198.51.100.1/32"]));
    expect(await ask(guard, [anAddress()])).toEqual([words.found(partners())]);
  });

  test("is told with all others that do, wherever they are", async () => {
    const second = { GroupId: "sg-2", GroupName: "office" };
    hasGroups(here, aGroup(["198.51.100.1/32"]), aGroup(["198.51.100.1/32"], [], second));
    hasGroups(there, aGroup([], ["198.51.100.1/32"]));
    expect(await ask(guard, [anAddress()], everywhere)).toEqual([
      words.found(
        partners(),
        partners({ groupId: "sg-2", groupName: "office" }),
        partners({ region: "us-east-1", direction: "egress" }),
      ),
    ]);
  });

  test.each([
    ["without a name", { GroupName: undefined }, { groupId: "sg-1" }],
    ["with an empty name", { GroupName: "" }, { groupId: "sg-1" }],
    ["without any name", { GroupId: undefined, GroupName: undefined }, { groupId: "unknown" }],
  ])("is found %s", async (_, names, told) => {
    hasGroups(here, aGroup(["198.51.100.1/32"], [], names));
    const { groupId, groupName, ...rest } = partners();
    expect(await ask(guard, [anAddress()])).toEqual([words.found({ ...rest, ...told })]);
  });

  test.each([
    ["for what comes in", { ingress: [[], [aGroup([])], [aGroup(["198.51.100.1/32"])]] }, "ingress"],
    ["for what goes out", { egress: [[], [aGroup([])], [aGroup([], ["198.51.100.1/32"])]] }, "egress"],
  ])("is found on the last page %s", async (_, pages, direction) => {
    has(here, pages);
    expect(await ask(guard, [anAddress()])).toEqual([words.found(partners({ direction }))]);
  });
});

describe("a group that does not allow the address", () => {
  // As if an emulator had not looked at the filter.
  test.each<[string, SecurityGroup]>([
    ["but one that begins like it", aGroup(["198.51.100.10/32"], ["198.51.100.10/32"])],
    ["but one that ends like it", aGroup(["8.51.100.1/32", "1198.51.100.1/32"])],
    ["but a network that begins with it", aGroup(["198.51.100.1/3"], ["198.51.100.1/31"])],
    ["but everybody", aGroup(["0.0.0.0/0"], ["0.0.0.0/0"])],
    ["but IPv6", aGroup([], [], { IpPermissions: [{ Ipv6Ranges: [{ CidrIpv6: "2001:db8::1/128" }] }] })],
    ["but another group", aGroup([], [], { IpPermissions: [{ UserIdGroupPairs: [{ GroupId: "sg-2" }] }] })],
    ["but a range without its network", aGroup([], [], { IpPermissions: [{ IpRanges: [{ Description: "?" }] }] })],
    ["and nobody else", aGroup([])],
    ["and has no rules", { GroupId: "sg-1", IpPermissions: [], IpPermissionsEgress: [] }],
  ])("is none, though it is in the answer: %s", async (_, group) => {
    has(here, { ingress: [[group]], egress: [[group]] });
    expect(await ask(guard, [anAddress()])).toEqual([words.nothing]);
  });

  test("in one direction is not told for the other", async () => {
    has(here, { ingress: [[aGroup([], ["198.51.100.1/32"])]] });
    expect(await ask(guard, [anAddress()])).toEqual([words.nothing]);
    has(here, { egress: [[aGroup(["198.51.100.1/32"])]] });
    expect(await ask(guard, [anAddress()])).toEqual([words.nothing]);
  });

  test("but another that is due is told of that one alone", async () => {
    hasGroups(here, aGroup(["198.51.100.2/32"]));
    const second = anAddress({ id: "eipalloc-2", publicIp: "198.51.100.2" });
    expect(await ask(guard, [anAddress(), second])).toEqual([
      words.nothing,
      words.found(partners({ cidr: "198.51.100.2/32" })),
    ]);
  });
});

describe("what is asked", () => {
  test("is both directions of every region it may look into, by the address as a single one", async () => {
    hasGroups(here);
    hasGroups(there);
    await ask(guard, [anAddress()], everywhere);
    for (const region of [here, there]) {
      expect(queries(region)).toEqual(
        [ingress, egress].map((Name) => ({ MaxResults: 1_000, Filters: [{ Name, Values: ["198.51.100.1/32"] }] })),
      );
    }
  });

  test("is nothing of any other region", async () => {
    hasGroups(here);
    expect(await ask(guard, [anAddress()])).toEqual([words.nothing]);
    expect(there.calls()).toHaveLength(0);
  });

  test("is not even the region of the address, where that may not be looked into", async () => {
    hasGroups(there, aGroup(["198.51.100.1/32"]));
    expect(await ask(guard, [anAddress()], { scopes: async () => [elsewhere] })).toEqual([
      words.found(partners({ region: "us-east-1" })),
    ]);
    expect(here.calls()).toHaveLength(0);
  });

  test("goes by one list of regions, however many addresses are due", async () => {
    hasGroups(here);
    const scopes = vi.fn(async () => [scope]);
    await ask(guard, [anAddress(), anAddress({ id: "eipalloc-2", publicIp: "198.51.100.2" })], { scopes });
    expect(scopes).toHaveBeenCalledTimes(1);
  });

  test("is nothing for interfaces, not even for those that hold an address", async () => {
    hasGroups(here);
    expect(await ask(guard, [anInterface({ elasticIps: ["198.51.100.1"] })])).toEqual([undefined]);
    expect(here.calls()).toHaveLength(0);
    await ask(guard, [anInterface({ elasticIps: ["198.51.100.9"] }), anAddress()]);
    expect(queries(here).map(({ Filters }) => Filters?.[0]?.Values)).toEqual([
      ["198.51.100.1/32"],
      ["198.51.100.1/32"],
    ]);
  });

  test("names each address once", async () => {
    hasGroups(here);
    await ask(guard, [anAddress(), anAddress({ scope: elsewhere })]);
    expect(queries(here).map(({ Filters }) => Filters?.[0]?.Values)).toEqual([
      ["198.51.100.1/32"],
      ["198.51.100.1/32"],
    ]);
  });

  test.each([
    [200, [200]],
    [201, [200, 1]],
    [400, [200, 200]],
    [401, [200, 200, 1]],
  ])("is no more than EC2 takes in one call: %i addresses", async (count, sizes) => {
    const addresses = Array.from({ length: count }, (_, at) =>
      anAddress({ id: `eipalloc-${at}`, publicIp: `10.0.${at >> 8}.${at & 255}` }),
    );
    const all = addresses.map(({ publicIp }) => `${publicIp}/32`);
    hasGroups(here, aGroup(all), aGroup([], all, { GroupId: "sg-2" }));
    const said = await ask(guard, addresses);
    for (const direction of [ingress, egress]) {
      const asked = queries(here).flatMap(({ Filters }) => (Filters?.[0]?.Name === direction ? Filters : []));
      expect(asked.map(({ Values }) => Values?.length)).toEqual(sizes);
      expect(asked.flatMap(({ Values }) => Values)).toEqual(all);
    }
    expect(said).toEqual(
      all.map((cidr) => words.found(partners({ cidr }), partners({ cidr, groupId: "sg-2", direction: "egress" }))),
    );
  });

  test("can be broken off, every call", async () => {
    has(here, { ingress: [[], []] });
    has(there, {});
    const signal = noEnd();
    await ask(guard, [anAddress()], { ...everywhere, signal });
    const signals = [...signalsOf(here), ...signalsOf(there)];
    expect(signals).toHaveLength(5);
    for (const each of signals) expect(each).toBe(signal);
  });
});

describe("the groups are not seen whole", () => {
  const denied = awsError("UnauthorizedOperation");
  const allowing = aGroup(["198.51.100.1/32"], ["198.51.100.1/32"]);

  /** The address lives anywhere, so the words say where the groups could not be read. */
  function inHere(code: string, message: string, kind: "denied" | "transient" = "transient") {
    return words.couldNotTell(code, `in ${scope.region}: ${message}`, kind);
  }

  test.each<[string, Parameters<typeof has>[1]]>([
    ["what comes in fails", { ingress: [denied] }],
    ["what goes out fails", { egress: [denied] }],
    ["a page in the middle fails", { ingress: [[], denied, []] }],
    ["the last page fails", { egress: [[], [], denied] }],
    ["a page behind what was found fails", { ingress: [[allowing], denied] }],
    ["one direction fails, and the other has found something", { ingress: [[allowing]], egress: [denied] }],
  ])("when %s", async (_, pages) => {
    has(here, pages);
    expect(await ask(guard, [anAddress()])).toEqual([
      inHere("UnauthorizedOperation", "AWS says UnauthorizedOperation", "denied"),
    ]);
  });

  test("when one region fails, and then the guard cannot tell about any address of any region", async () => {
    hasGroups(here, allowing);
    has(there, { egress: [[], awsError("RequestLimitExceeded")] });
    const addresses = [
      anAddress(),
      anAddress({ id: "eipalloc-2", publicIp: "198.51.100.2" }),
      anAddress({ scope: elsewhere, publicIp: "203.0.113.1" }),
    ];
    const failed = words.couldNotTell("RequestLimitExceeded", "in us-east-1: AWS says RequestLimitExceeded");
    expect(await ask(guard, addresses, everywhere)).toEqual([failed, failed, failed]);
  });

  test("when one region fails that has answered its survey, but not when it had refused that as well", async () => {
    const doubtful = { scopes: async () => [scope, { ...elsewhere, doubtful: true } as const] };
    has(here, {});
    has(there, { ingress: [denied], egress: [denied] });
    expect(await ask(guard, [anAddress()], doubtful)).toEqual([words.nothing]);
    hasGroups(there, allowing);
    expect(await ask(guard, [anAddress()], doubtful)).toMatchObject([{ answer: "found", reason: "allow-listed" }]);
    has(there, { ingress: [[allowing], denied], egress: [denied] });
    expect(await ask(guard, [anAddress()], doubtful)).toMatchObject([{ answer: "found", reason: "allow-listed" }]);
  });

  test("when it is not known which regions there are, and then the guard cannot tell about any address", async () => {
    hasGroups(here, allowing);
    const addresses = [anAddress(), anAddress({ id: "eipalloc-2", publicIp: "198.51.100.2" })];
    const failed = words.couldNotTell("UnauthorizedOperation", undefined, "denied");
    expect(await ask(guard, addresses, { scopes: () => Promise.reject(denied) })).toEqual([failed, failed]);
    expect(here.calls()).toHaveLength(0);
  });

  test("when one of several calls for many addresses fails", async () => {
    const addresses = Array.from({ length: 201 }, (_, at) =>
      anAddress({ id: `eipalloc-${at}`, publicIp: `10.0.0.${at}` }),
    );
    here.on(DescribeSecurityGroupsCommand).callsFake(({ Filters: [filter] }: Query) => {
      if (filter?.Values.length === 1) throw awsError("RequestLimitExceeded");
      return { SecurityGroups: [] };
    });
    expect(new Set((await ask(guard, addresses)).map((evidence) => evidence?.answer))).toEqual(
      new Set(["could-not-tell"]),
    );
  });

  test.each([
    ["at once", () => ({})],
    ["on the next page", ({ NextToken }: Query) => (NextToken ? {} : { SecurityGroups: [], NextToken: "2" })],
    ["for what goes out", ({ Filters: [filter] }: Query) => (filter?.Name === egress ? {} : { SecurityGroups: [] })],
  ])("when the answer is without them: %s", async (_, answer) => {
    here.on(DescribeSecurityGroupsCommand).callsFake(answer);
    expect(await ask(guard, [anAddress()])).toEqual([inHere("UnreadableAnswer", "the answer has no SecurityGroups")]);
  });

  test.each([
    ["what comes in", "IpPermissions", { GroupId: "sg-1", IpPermissionsEgress: [] }],
    ["what goes out", "IpPermissionsEgress", { GroupId: "sg-1", IpPermissions: [] }],
  ])("when a group does not say %s", async (_, list, group) => {
    here.on(DescribeSecurityGroupsCommand).resolves({ SecurityGroups: [group] });
    expect(await ask(guard, [anAddress()])).toEqual([inHere("UnreadableAnswer", `the answer has no ${list}`)]);
  });

  test("when the pages lead in a circle", async () => {
    here.on(DescribeSecurityGroupsCommand).resolves({ SecurityGroups: [], NextToken: "again" });
    expect(await ask(guard, [anAddress()])).toEqual([
      inHere("UnreadableAnswer", "the pages of the answer lead in a circle"),
    ]);
  });
});
