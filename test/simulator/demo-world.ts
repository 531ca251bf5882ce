import type { Simulator } from "./simulator.ts";

/** A little of everything a janitor meets, in two regions, for a first try by hand. */
export function seedDemoWorld(simulator: Simulator): void {
  const east = simulator.world("us-east-1");
  const web = east.runInstance({ tags: { Name: "web" } });
  const busy = east.allocateAddress({ tags: { Name: "web" } });
  east.associate(busy.allocationId, { instanceId: web.instanceId });
  east.allocateAddress({ tags: { Name: "forgotten", Owner: "team-a" } });
  const { publicIp } = east.allocateAddress({ tags: { Name: "old shop" } });
  const zone = simulator.dns().createZone({ name: "example.com" });
  simulator.dns().addRecord(zone, { name: "shop.example.com", type: "A", values: [publicIp] });
  east.allocateAddress({ tags: { Name: "spare", "janitor:policy": "keep" } });
  const worker = east.runInstance({ tags: { Name: "worker" } });
  const leaked = east.createNetworkInterface({ description: "second interface of worker", tags: { Owner: "team-b" } });
  east.attach(leaked.networkInterfaceId, worker.instanceId);
  east.terminate(worker.instanceId);
  east.createNetworkInterface({
    description: "AWS Lambda VPC ENI-report",
    interfaceType: "lambda",
    requesterManaged: true,
    requesterId: "AROASIMULATORLAMBDA",
  });
  east.createTopic("janitor");

  const ireland = simulator.world("eu-west-1");
  const nat = ireland.createNetworkInterface({
    description: "Interface for NAT Gateway nat-0123456789abcdef0",
    interfaceType: "natGateway",
    requesterManaged: true,
    status: "in-use",
  });
  ireland.associate(ireland.allocateAddress().allocationId, nat);
  const stopped = ireland.runInstance({ tags: { Name: "build" } });
  ireland.associate(ireland.allocateAddress().allocationId, { instanceId: stopped.instanceId });
  ireland.stop(stopped.instanceId);
}
