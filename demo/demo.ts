import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { styleText } from "node:util";
import { bundleJanitor } from "../build/bundle.ts";
import type { Report } from "../functions/janitor/domain/report.ts";
import { readNotification } from "../functions/slack/notification.ts";
import { render } from "../functions/slack/render.ts";
import { startSimulator } from "../test/simulator/simulator.ts";
import { readMessage } from "../test/slack/read-message.ts";
import { invokeBundle } from "./lambda.ts";

/*
 * The whole life of a forgotten address, on an AWS that runs inside this process: the Lambda's bundle is the real one,
 * and it talks to it as it would talk to AWS. Nothing leaves this machine.
 */

const day = 86_400_000;
const root = fileURLToPath(new URL("..", import.meta.url));

say("Building the Lambda's bundle …");
await bundleJanitor({ outdir: join(root, "dist", "janitor"), trim: true });
const simulator = await startSimulator({ now: Date.UTC(2026, 10, 7, 6), frozenClock: true });

try {
  const ireland = simulator.world("eu-west-1");
  const oregon = simulator.world("us-west-2");
  const topic = simulator.world("us-east-1").createTopic("elastic-janitor");

  heading("Somebody learns EC2");
  const address = ireland.allocateAddress({ tags: { Name: "my-first-ip" } });
  const instance = ireland.runInstance({ tags: { Name: "my-first-server" } });
  ireland.associate(address.allocationId, { instanceId: instance.instanceId });
  const extra = ireland.createNetworkInterface({ description: "second network card" });
  ireland.attach(extra.networkInterfaceId, instance.instanceId);
  const kept = ireland.allocateAddress({ tags: { Name: "partner allow-list", "janitor:policy": "keep" } });
  const named = ireland.allocateAddress({ tags: { Name: "old shop" } });
  const zone = simulator.dns().createZone({ name: "example.com" });
  simulator.dns().addRecord(zone, { name: "shop.example.com", type: "A", values: [named.publicIp] });
  const distant = oregon.allocateAddress({ tags: { Name: "tried this region once" } });
  say(`allocates ${address.publicIp} in eu-west-1 (five are allowed there) and gives it to an instance,`);
  say(`adds a second network interface to the instance (${extra.networkInterfaceId}),`);
  say(`allocates ${kept.publicIp} for a partner and tags it janitor:policy = keep,`);
  say(`leaves ${named.publicIp} in DNS as shop.example.com, though no shop is behind it any more,`);
  say(`and tries us-west-2 once: ${distant.publicIp}.`);
  say("For the night the instance is stopped.");
  ireland.stop(instance.instanceId);

  await run("report", "The first run only looks. A stopped instance keeps its address, so the janitor keeps off it.");
  ireland.start(instance.instanceId);
  const again = ireland.address(address.allocationId);
  say(`The instance is started again and has ${again?.publicIp}, the address it had before.`);

  heading("Then it is over");
  ireland.terminate(instance.instanceId);
  say("The instance is terminated. The address and the second interface stay behind, and nobody thinks of them.");

  await run("report", "Mode report: everything idle is found, nothing is changed.");
  await run("mark", "Mode mark: what is idle gets a tag with today's date. The clock runs from here.");
  simulator.clock.advance(3 * day);
  await run(
    "release",
    "Mode release, four days later: the grace of seven days is not over, so nothing goes. The runs between the ones shown here would have warned of each release two days before, and one.",
  );
  simulator.clock.advance(3 * day);
  await run(
    "release",
    "Eight days after the mark the grace is over. Before anything goes, the janitor asks Route 53, CloudTrail, security groups, route tables … whether somebody still counts on it.",
  );

  heading("The summary, as the email shows it");
  const { subject, message } = simulator.published.at(-1) ?? { message: "{}" };
  say(styleText("bold", `Subject: ${subject}`));
  say();
  const bodies: { readonly email: string; readonly lambda: string } = JSON.parse(message);
  say(indented(bodies.email));

  heading("The same in Slack");
  const slack = render(readNotification({ topic: "elastic-janitor", subject, message: bodies.lambda }));
  say(indented(readMessage(slack)));

  heading("What is left");
  for (const [region, world] of [
    ["eu-west-1", ireland],
    ["us-west-2", oregon],
  ] as const) {
    const left = world.addresses().map(({ publicIp, tags }) => `${publicIp} "${tags.Name}"`);
    say(`${region}: ${left.length === 0 ? "no address" : left.join(", ")}; ${idle(world)} idle network interfaces`);
  }
  say();
  say("Next: README.md says how to deploy it to your account. Its first mode there is report, too.");

  /** One day later: one invocation, and what it found. */
  async function run(mode: string, words: string): Promise<void> {
    simulator.clock.advance(day);
    simulator.clearCalls();
    const published = simulator.published.length;
    const date = new Date(simulator.clock.now()).toISOString().slice(0, 10);
    heading(`${date}: the janitor runs in mode ${mode}`);
    say(words);
    const report = await invokeBundle(root, simulator, {
      JANITOR_TOPIC_ARN: topic,
      JANITOR_MODE: mode,
      JANITOR_POLICY: JSON.stringify({ version: 1, grace: "7d" }),
    });
    for (const line of found(report)) say(`  ${line}`);
    const calls = simulator.calls.filter(({ service }) => service !== "sns");
    const writes = calls.filter((call) => call.writes).map(({ action }) => action);
    const services = [...Map.groupBy(calls, ({ service }) => service)].map(([name, all]) => `${name} ${all.length}`);
    say(
      `  ${calls.length} calls (${services.join(", ")}) in ${report.regions.length} regions, ` +
        (writes.length === 0 ? "none of which changes anything" : `of which change something: ${writes.join(", ")}`),
    );
    const mails = simulator.published.length - published;
    say(mails > 0 ? "  and an email" : "  and no email: there is nothing new to tell");
  }
} finally {
  await simulator.stop();
}

function found({ findings }: Report): readonly string[] {
  return findings.map(({ id, publicIp, region, decision, reason, outcome, dueAt }) => {
    const when =
      decision === "wait" && dueAt !== undefined
        ? ` until ${dueAt.slice(0, 10)}${reason === "first-seen" ? " at the earliest" : ""}`
        : "";
    const done = outcome === "none" ? "" : styleText("green", ` -> ${outcome}`);
    return `${publicIp ?? id} in ${region}: ${styleText("bold", decision)}${when} (${reason})${done}`;
  });
}

function idle(world: ReturnType<typeof simulator.world>): number {
  return world.networkInterfaces().filter(({ status }) => status === "available").length;
}

function indented(text: string): string {
  return text.trimEnd().replaceAll(/^(?=.)/gm, "  ");
}

function heading(text: string): void {
  console.log(`\n${styleText(["bold", "cyan"], text)}`);
}

function say(text = ""): void {
  console.log(text);
}
