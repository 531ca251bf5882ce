import { expect, test } from "vitest";
import { finding, hour, marked, simulatedAws, start, writingCalls } from "../support/account.ts";
import { invokeForReport } from "../support/invoke.ts";
import { hazard } from "./hazard.ts";
import { callsOf, expectTold, releasing, sectionOf, telling } from "./summary.ts";

const aws = simulatedAws();

hazard("eni-service", () => {
  const headings = {
    "requester-managed": "managed by an aws service",
    "operator-managed": "managed by another service",
    "interface-type": "of a type that aws services make",
  };

  test.each([
    ["lambda", "Lambda", "requester-managed", { description: "AWS Lambda VPC ENI-shop-0a1b", requesterManaged: true }],
    ["lambda", "Lambda", "interface-type", { interfaceType: "lambda" }],
    ["elb", "Elastic Load Balancing", "requester-managed", { requesterId: "amazon-elb", requesterManaged: true }],
    ["elb", "Elastic Load Balancing", "interface-type", { interfaceType: "network_load_balancer" }],
    ["rds", "RDS", "requester-managed", { description: "RDSNetworkInterface", requesterManaged: true }],
    ["efs", "EFS", "requester-managed", { requesterId: "EFS", requesterManaged: true }],
    ["vpc-endpoint", "a VPC endpoint", "interface-type", { interfaceType: "vpc_endpoint" }],
    ["nat-gateway", "a NAT gateway", "interface-type", { interfaceType: "nat_gateway" }],
    ["transit-gateway", "a transit gateway", "interface-type", { interfaceType: "transit_gateway" }],
    ["eks", "EKS", "requester-managed", { description: "Amazon EKS shop", requesterManaged: true }],
    ["eks", "EKS", "operator-managed", { operator: { managed: true, principal: "eks.amazonaws.com" } }],
  ] as const)(
    "one of %s is protected and told as one of %s, because of %s",
    async (service, words, reason, options) => {
      const world = aws.simulator.world("eu-west-1");
      const tags = { ...marked(), "janitor:policy": "release" };
      const { networkInterfaceId } = world.createNetworkInterface({ ...options, tags });
      const rules = [{ name: "everything of it", match: { service }, action: "release" }];

      const report = await invokeForReport(aws.simulator, telling(aws.simulator, { rules }));

      expect(finding(report, networkInterfaceId)).toMatchObject({
        decision: "protect",
        reason,
        service,
        detail: { facts: [{ reason }] },
        outcome: "unmarked",
      });
      expectTold(aws.simulator, networkInterfaceId, {
        reason,
        section: "PROTECTED",
        heading: headings[reason],
        facts: [` of ${words} in eu-west-1`],
      });
      expect(world.networkInterface(networkInterfaceId)?.tags).toEqual({ "janitor:policy": "release" });
      expect(writingCalls(aws.simulator)).toEqual(["DeleteTags"]);
    },
  );

  test("what a requester manages whom nobody knows is protected without a service", async () => {
    const world = aws.simulator.world("eu-west-1");
    const { networkInterfaceId } = world.createNetworkInterface({
      requesterId: "amazon-brand-new",
      requesterManaged: true,
      tags: marked(),
    });

    const report = await invokeForReport(aws.simulator, telling(aws.simulator));

    expect(finding(report, networkInterfaceId)).toMatchObject({
      decision: "protect",
      detail: { facts: [{ requesterId: "amazon-brand-new" }] },
    });
    expect(finding(report, networkInterfaceId)).not.toHaveProperty("service");
    expectTold(aws.simulator, networkInterfaceId, {
      reason: "requester-managed",
      section: "PROTECTED",
      heading: "managed by an aws service",
      facts: [/^• eni-\w+ in eu-west-1: amazon-brand-new/],
    });
    expect(world.networkInterface(networkInterfaceId)).toBeDefined();
  });
});

hazard("eni-shared", () => {
  test("another account's interface in a shared subnet is protected, with its owner", async () => {
    const world = aws.simulator.world("eu-west-1");
    const { networkInterfaceId } = world.createNetworkInterface({ ownerId: "210987654321", tags: marked() });
    const ours = world.createNetworkInterface({ tags: marked() });

    const report = await invokeForReport(aws.simulator, telling(aws.simulator));

    expect(finding(report, networkInterfaceId)).toMatchObject({
      decision: "protect",
      reason: "foreign-owner",
      detail: { facts: [{ ownerId: "210987654321" }] },
    });
    expectTold(aws.simulator, networkInterfaceId, {
      reason: "foreign-owner",
      section: "PROTECTED",
      heading: "another account",
      facts: ["210987654321"],
    });
    expect(world.networkInterface(networkInterfaceId)).toBeDefined();
    expect(world.networkInterface(ours.networkInterfaceId)).toBeUndefined();
    expect(callsOf(aws.simulator, ["DeleteNetworkInterface"])).toEqual({ DeleteNetworkInterface: 1 });
  });
});

hazard("eni-with-ip", () => {
  test("an idle interface and the address on it are reported together, and neither is released", async () => {
    const world = aws.simulator.world("eu-west-1");
    const { networkInterfaceId } = world.createNetworkInterface({ tags: marked() });
    const { allocationId, publicIp } = world.allocateAddress({ tags: marked() });
    world.associate(allocationId, { networkInterfaceId });

    for (const outcome of ["unmarked", "none"]) {
      const report = await invokeForReport(aws.simulator, telling(aws.simulator));
      expect(finding(report, allocationId)).toMatchObject({
        decision: "report",
        reason: "on-idle-interface",
        detail: { networkInterfaceId },
        monthlyCostUsd: 3.65,
        outcome,
      });
      expect(finding(report, networkInterfaceId)).toMatchObject({
        decision: "report",
        reason: "has-elastic-ip",
        detail: { elasticIps: [publicIp] },
        outcome,
      });
      expectTold(aws.simulator, allocationId, {
        reason: "on-idle-interface",
        section: "PAID BUT UNUSED",
        facts: ["on an idle network interface", networkInterfaceId, "$3.65 a month"],
      });
      expectTold(aws.simulator, networkInterfaceId, {
        reason: "has-elastic-ip",
        section: "PAID BUT UNUSED",
        facts: ["holds an Elastic IP", publicIp],
      });
      const told = sectionOf(aws.simulator, "PAID BUT UNUSED").filter((line) => line.startsWith("• "));
      expect(told).toHaveLength(2);
      aws.simulator.clock.advance(48 * hour);
    }

    expect(writingCalls(aws.simulator)).toEqual(["DeleteTags"]);
    expect(world.networkInterface(networkInterfaceId)?.allocationId).toBe(allocationId);
  });

  test("an address that comes onto it after the survey keeps it", async () => {
    const world = aws.simulator.world("eu-west-1");
    const { networkInterfaceId } = world.createNetworkInterface({ tags: marked() });
    const { allocationId, publicIp } = world.allocateAddress();
    aws.simulator.hook({
      match: {
        action: "DescribeNetworkInterfaces",
        when: ({ parameters }) => parameters["Filter.1.Name"] === "network-interface-id",
      },
      before: () => void world.associate(allocationId, { networkInterfaceId }),
    });

    const report = await invokeForReport(aws.simulator, releasing());

    expect(finding(report, networkInterfaceId)).toMatchObject({
      reason: "has-elastic-ip",
      detail: { elasticIps: [publicIp] },
      outcome: "changed",
    });
    expect(world.networkInterface(networkInterfaceId)?.allocationId).toBe(allocationId);
  });
});

hazard("eni-route", () => {
  test("an interface that a route leads to is protected, with the route table, and its neighbour is not", async () => {
    const world = aws.simulator.world("eu-west-1");
    const subnetId = world.createSubnet(world.createVpc());
    const { networkInterfaceId } = world.createNetworkInterface({ subnetId, tags: marked() });
    const neighbour = world.createNetworkInterface({ subnetId, tags: marked() });
    const routeTableId = world.addRoute({ networkInterfaceId, destinationCidrBlock: "192.168.0.0/16" });

    const report = await invokeForReport(aws.simulator, telling(aws.simulator));

    expect(finding(report, networkInterfaceId)).toMatchObject({
      decision: "protect",
      reason: "route-target",
      detail: { evidence: [{ guard: "routes", found: [{ routeTableId, destination: "192.168.0.0/16" }] }] },
      outcome: "none",
    });
    expectTold(aws.simulator, networkInterfaceId, {
      reason: "route-target",
      section: "PROTECTED",
      heading: "route",
      facts: [routeTableId, "192.168.0.0/16"],
    });
    expect(world.networkInterface(networkInterfaceId)).toBeDefined();
    expect(world.networkInterface(neighbour.networkInterfaceId)).toBeUndefined();
  });
});

hazard("eni-template", () => {
  test.each([
    ["latest", "2", (id: string) => [{}, { networkInterfaceIds: [id] }]],
    ["old", "1", (id: string) => [{ networkInterfaceIds: [id] }, {}, {}]],
  ])("an interface in the %s version of a launch template is protected", async (_, version, versionsWith) => {
    const world = aws.simulator.world("eu-west-1");
    const { networkInterfaceId } = world.createNetworkInterface({ tags: marked() });
    const other = world.createNetworkInterface({ tags: marked() });
    world.createLaunchTemplate({ name: "unrelated", versions: [{}] });
    const versions = versionsWith(networkInterfaceId);
    world.createLaunchTemplate({ name: "appliance", defaultVersion: versions.length, versions });

    const report = await invokeForReport(aws.simulator, telling(aws.simulator));

    expect(finding(report, networkInterfaceId)).toMatchObject({
      decision: "protect",
      reason: "launch-template",
      detail: { evidence: [{ guard: "templates", found: [{ launchTemplate: "appliance", version }] }] },
      outcome: "none",
    });
    expectTold(aws.simulator, networkInterfaceId, {
      reason: "launch-template",
      section: "PROTECTED",
      heading: "launch template",
      facts: ["appliance", `version ${version}`],
    });
    expect(world.networkInterface(networkInterfaceId)).toBeDefined();
    expect(world.networkInterface(other.networkInterfaceId)).toBeUndefined();
  });
});

hazard("eni-leaked", () => {
  test("the second interface of a terminated instance is found, waits out its grace, and is released", async () => {
    const world = aws.simulator.world("eu-west-1");
    const { instanceId } = world.runInstance({ networkInterfaces: [{}, { deleteOnTermination: false }] });
    expect((await invokeForReport(aws.simulator, releasing())).findings).toEqual([]);
    world.terminate(instanceId);
    const [leaked, ...rest] = world.networkInterfaces();
    expect(rest).toEqual([]);
    const id = leaked?.networkInterfaceId ?? "";

    const first = await invokeForReport(aws.simulator, releasing());
    expect(first.findings).toMatchObject([{ id, reason: "first-seen", outcome: "marked" }]);
    expect(first.regions[0]).toMatchObject({ networkInterfaces: { available: 1 } });

    aws.simulator.clock.set(start + hour - 1);
    const early = await invokeForReport(aws.simulator, releasing());
    expect(early.findings).toMatchObject([{ id, decision: "wait", outcome: "none" }]);

    aws.simulator.clock.set(start + hour);
    const due = await invokeForReport(aws.simulator, telling(aws.simulator));
    expect(due.findings).toMatchObject([{ id, outcome: "released" }]);
    expectTold(aws.simulator, id, { reason: "grace-over", section: "RELEASED", facts: ["idle since 2026-11-01"] });
    expect(world.networkInterfaces()).toEqual([]);
  });

  test.each([
    ["its tag", { tags: { "node.k8s.amazonaws.com/instance_id": "i-0123456789abcdef0" } }],
    ["its description", { description: "aws-K8S-i-0123456789abcdef0" }],
    ["the VPC CNI's own tag", { tags: { "eks:eni:owner": "amazon-vpc-cni" } }],
  ])("one that EKS left behind is named by %s, and released after its grace", async (_, options) => {
    const world = aws.simulator.world("eu-west-1");
    const { networkInterfaceId } = world.createNetworkInterface(options);

    const first = await invokeForReport(aws.simulator, telling(aws.simulator));
    expect(finding(first, networkInterfaceId)).toMatchObject({ service: "eks-cni", outcome: "marked" });
    expectTold(aws.simulator, networkInterfaceId, {
      reason: "first-seen",
      section: "DUE SOON",
      facts: [" of EKS CNI in eu-west-1", "due 2026-11-01 07:00 UTC"],
    });

    aws.simulator.clock.set(start + hour);
    const due = await invokeForReport(aws.simulator, telling(aws.simulator));
    expect(finding(due, networkInterfaceId)).toMatchObject({ service: "eks-cni", outcome: "released" });
    expectTold(aws.simulator, networkInterfaceId, {
      reason: "grace-over",
      section: "RELEASED",
      facts: [" of EKS CNI in eu-west-1", "idle since 2026-11-01"],
    });
    expect(world.networkInterfaces()).toEqual([]);
  });

  test("a rule can give those of EKS a shorter grace than all others", async () => {
    const world = aws.simulator.world("eu-west-1");
    const eks = world.createNetworkInterface({ description: "aws-K8S-i-0123456789abcdef0" });
    const other = world.createNetworkInterface({ description: "mine" });
    const policy = releasing({
      grace: "7d",
      rules: [{ name: "leaked EKS interfaces", match: { service: "eks-cni" }, action: "release", grace: "2h" }],
    });
    await invokeForReport(aws.simulator, policy);

    aws.simulator.clock.set(start + 2 * hour - 1);
    expect((await invokeForReport(aws.simulator, policy)).totals).toMatchObject({ waiting: 2, released: 0 });

    aws.simulator.clock.set(start + 2 * hour);
    const report = await invokeForReport(aws.simulator, policy);
    expect(finding(report, eks.networkInterfaceId)).toMatchObject({
      detail: { decidedBy: { by: "rule", rule: "leaked EKS interfaces" }, graceMs: 2 * hour },
      outcome: "released",
    });
    expect(finding(report, other.networkInterfaceId)).toMatchObject({
      decision: "wait",
      dueAt: "2026-11-08T06:00:00.000Z",
    });
    expect(world.networkInterfaces().map(({ networkInterfaceId }) => networkInterfaceId)).toEqual([
      other.networkInterfaceId,
    ]);
  });
});
