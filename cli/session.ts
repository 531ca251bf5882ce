import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { readPolicyFile } from "../build/policy-file.ts";
import { readCallerAccount } from "../functions/janitor/aws/caller-identity.ts";
import { Ec2Clients, type SharedOptions } from "../functions/janitor/aws/clients.ts";
import { awsReading } from "../functions/janitor/aws/reading.ts";
import { type Config, ConfigError, readConfig, readMode, readRegionList } from "../functions/janitor/config.ts";
import { type Deadlines, deadlinesFor } from "../functions/janitor/deadlines.ts";
import type { Policy, Regions } from "../functions/janitor/domain/policy.ts";
import { defaultPolicy } from "../functions/janitor/policy/default-policy.ts";
import type { Reading } from "../functions/janitor/ports.ts";
import type { Terminal } from "./terminal.ts";

/** What every command that talks to AWS understands. */
export interface SessionOptions {
  /** A policy file; without it `policy.yml` in the working directory, or the defaults where there is none. */
  readonly policy?: string | undefined;
  /** `all` or a comma list, instead of the policy's. */
  readonly regions?: string | undefined;
  readonly mode?: string | undefined;
  /** A profile of the AWS configuration files. */
  readonly profile?: string | undefined;
}

/** All that a command needs to look at an account. */
export interface Session {
  readonly config: Config;
  /** The policy's file as it was named, or `undefined` where the defaults apply. */
  readonly policyFile: string | undefined;
  readonly account: string;
  readonly clients: Ec2Clients;
  /** What every other client is to have as well. */
  readonly shared: SharedOptions;
  readonly deadlines: Deadlines;
  readonly reading: Reading;
  /** The same with all the time there is: somebody may have been asked something meanwhile. */
  readonly again: () => Pick<Session, "deadlines" | "reading">;
  /** Closes every connection. */
  readonly end: () => void;
}

/** In ms: what Lambda gives a function at the most, and far more than a look around takes. */
const longest = 15 * 60_000;

/**
 * Reads the policy and finds out whose account it is. Credentials and the home region are found by the SDK's own rules.
 *
 * @throws PolicyFileError or ConfigError when it is told something that cannot be meant
 * @throws the SDK's error when there are no credentials, or AWS does not accept them
 */
export async function openSession(options: SessionOptions, { clock }: Pick<Terminal, "clock">): Promise<Session> {
  // The SDK's own switch for it: whatever it reads, it reads from that profile.
  if (options.profile !== undefined) process.env.AWS_PROFILE = options.profile;
  const { config, policyFile } = await readSettings(options);
  const shared = await sharedOptions(config.policy.regions);
  const clients = new Ec2Clients(shared);
  try {
    const account = await readCallerAccount(deadlinesFor(longest, clock).surveyEnd, shared);
    const again = () => {
      const deadlines = deadlinesFor(longest, clock);
      const reading = awsReading({
        clients,
        account: async () => account,
        tagPrefix: config.policy.tagPrefix,
        everywhere: config.everywhere,
        guards: async () =>
          (await import("../functions/janitor/aws/evidence/guards.ts")).guardsOf(config.policy, clients, clock),
        ...deadlines,
      });
      return { deadlines, reading };
    };
    return { config, policyFile, account, clients, shared, ...again(), again, end: () => clients.destroy() };
  } catch (error) {
    clients.destroy();
    throw error;
  }
}

/** The policy and the environment, and what the command line says instead. */
export async function readSettings(
  options: SessionOptions,
): Promise<{ readonly config: Config; readonly policyFile: string | undefined }> {
  const policyFile = options.policy ?? (existsSync("policy.yml") ? "policy.yml" : undefined);
  const policy = policyFile === undefined ? defaultPolicy : readPolicyFile(resolve(policyFile));
  const config = await readConfig(process.env, {}, policy);
  const problems: string[] = [];
  const regions = readRegionList("--regions", options.regions, problems) ?? config.policy.regions;
  const mode = readMode("--mode", options.mode, problems) ?? config.policy.mode;
  if (problems.length > 0) throw new ConfigError(problems);
  const asked: Policy = { ...config.policy, mode, regions };
  return { config: { ...config, policy: asked, everywhere: both(config.everywhere, regions) }, policyFile };
}

/** Guards look wherever the janitor is configured for, and wherever somebody asks it to look. */
function both(some: Regions, others: Regions): Regions {
  return some === "all" || others === "all" ? "all" : [...new Set([...some, ...others])];
}

/** Credentials are looked up once, and not once a client: somebody may be asked for them each time. */
async function sharedOptions(regions: Regions): Promise<SharedOptions> {
  const probe = new Ec2Clients();
  try {
    const { credentials, region } = probe.home().config;
    await region().catch((error: unknown) => {
      const [first] = regions === "all" ? [] : regions;
      if (first === undefined) throw error;
      process.env.AWS_REGION = first;
    });
    return { credentials };
  } finally {
    probe.destroy();
  }
}
