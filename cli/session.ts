import { Ec2Clients, type SharedOptions } from "../functions/janitor/aws/clients.ts";
import { awsReading } from "../functions/janitor/aws/reading.ts";
import type { Config } from "../functions/janitor/config.ts";
import { type Deadlines, deadlinesFor } from "../functions/janitor/deadlines.ts";
import type { Regions } from "../functions/janitor/domain/policy.ts";
import type { Reading } from "../functions/janitor/ports.ts";
import { readCaller } from "./caller.ts";
import { sharedOptions } from "./credentials.ts";
import { Problem } from "./problem.ts";
import { chooseProfile } from "./profile.ts";
import { type PolicySource, readSettings, type SettingsOptions } from "./settings.ts";
import { styled, type Terminal, wrapped } from "./terminal.ts";

/** What every command that looks at an account understands. */
export interface SessionOptions extends SettingsOptions {
  /** A profile of the AWS configuration files. */
  readonly profile?: string | undefined;
}

/** All that a command needs to look at an account. */
export interface Session extends Looking {
  readonly config: Config;
  readonly source: PolicySource;
  readonly account: string;
  readonly clients: Ec2Clients;
  /** What every other client is to have as well. */
  readonly shared: SharedOptions;
  /**
   * The same with all the time there is: somebody may have been asked something meanwhile.
   *
   * @throws Problem when the credentials belong to another account by now
   */
  readonly again: () => Promise<Looking>;
  /** Closes every connection. */
  readonly end: () => void;
}

interface Looking {
  readonly deadlines: Deadlines;
  readonly reading: Reading;
}

/** In ms: what Lambda gives a function at the most, and far more than a look around takes. */
export const longestRun = 15 * 60_000;

/**
 * Reads the policy, says so, and finds out whose account it is. Credentials and the home region are found by the SDK's own rules.
 *
 * @throws PolicyFileError, ConfigError or Problem when it is told something that cannot be meant
 * @throws the SDK's error when there are no credentials, or AWS does not accept them
 */
export async function openSession(options: SessionOptions, terminal: Terminal): Promise<Session> {
  const { config, source, words } = await readSettings(options);
  await chooseProfile(options.profile);
  const { stderr, clock } = terminal;
  const shared = await sharedOptions(firstOf(config.policy.regions));
  const clients = new Ec2Clients(shared);
  const whose = () =>
    sayingSoIfSlow(terminal, () => readCaller(deadlinesFor(longestRun, clock).surveyEnd, shared, terminal));
  const look = (account: string): Looking => {
    const deadlines = deadlinesFor(longestRun, clock);
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
  try {
    const account = await whose();
    stderr.write(`${styled("dim", wrapped(`Account ${account}. ${words}`, stderr), stderr)}\n`);
    const again = async () => {
      const now = await whose();
      if (now !== account) throw anotherAccount(account, now);
      return look(account);
    };
    return { config, source, account, clients, shared, ...look(account), again, end: () => clients.destroy() };
  } catch (error) {
    clients.destroy();
    throw error;
  }
}

/** In ms: AWS takes far less to say whose account it is, and up to a minute not to. */
const patience = 3_000;

/** Says what is being waited for, so that nobody takes it for a command that has died. */
async function sayingSoIfSlow<T>({ stderr, clock }: Terminal, ask: () => Promise<T>): Promise<T> {
  const answered = new AbortController();
  const say = async () => {
    await clock.pause(patience, answered.signal);
    if (!answered.signal.aborted) stderr.write("Waiting for AWS …\n");
  };
  void say();
  try {
    return await ask();
  } finally {
    answered.abort();
  }
}

function anotherAccount(account: string, now: string): Problem {
  return new Problem(
    `the credentials were those of the account ${account}, and are those of ${now} by now, so nothing was done.`,
    ["Find out which is meant, and try again."],
  );
}

/** Regions that are named need not be asked for, so any of them will do to begin with. */
function firstOf(regions: Regions): string | undefined {
  return regions === "all" ? undefined : regions[0];
}
