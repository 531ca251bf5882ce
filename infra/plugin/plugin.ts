import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import type { LambdaClientConfig } from "@aws-sdk/client-lambda";
import { bundleJanitor, bundleSlack } from "../../build/bundle.ts";
import { PolicyFileError, readPolicyFile } from "../../build/policy-file.ts";
import { defaultPolicy } from "../../functions/janitor/policy/default-policy.ts";
import { janitorPolicies } from "../permissions/janitor-policies.ts";
import { parametersInFile, parametersOnCommandLine } from "./given.ts";
import { makesSomething, parametersFile, problemsOfInvocation } from "./invocation.ts";
import { look } from "./look.ts";
import { partsOf, slackFunctionOf } from "./parts.ts";
import { SettingsError } from "./problems.ts";
import { heartbeatHours } from "./schedule.ts";
import { readSettings, type Settings } from "./settings.ts";
import { problemOfSubscription } from "./subscription.ts";
import { warningsOf } from "./warnings.ts";
import { problemOfWebhookParameter } from "./webhook-parameter.ts";

/** What this plugin takes from osls. https://www.serverless.com/framework/docs/guides/plugins/creating-plugins */
interface Osls {
  readonly serviceDir: string;
  readonly service: {
    readonly getFunction: (name: string) => { readonly name: string };
    /** Set when osls believes that there is nothing to deploy. */
    readonly provider: { shouldNotDeploy?: boolean };
  };
  readonly processedInput: { readonly commands: readonly string[] };
  readonly getProvider: (name: "aws") => {
    readonly getRegion: () => string;
    readonly getStage: () => string;
    readonly getAwsSdkV3Config: () => Promise<LambdaClientConfig>;
    readonly naming: { readonly getStackName: () => string };
  };
  /** An error of which only the message is shown. */
  readonly classes: { readonly Error: new (message: string, code: string) => Error };
}

interface Options {
  readonly param?: readonly (string | null)[];
  readonly region?: string;
  readonly package?: string;
}

interface Writers {
  readonly log: {
    readonly notice: (text: string) => void;
    readonly warning: (text: string) => void;
    readonly success: (text: string) => void;
  };
  readonly progress: { readonly create: (options: { message: string }) => { readonly remove: () => void } };
}

/**
 * What serverless.yml cannot say by itself: checks all settings before anything is done, works out what depends on the
 * policy, bundles the functions, and lets the janitor have a look as soon as it is there.
 */
export default class JanitorPlugin {
  /** `${janitor:name}` in serverless.yml and infra: a parameter, or what follows from several. */
  readonly configurationVariablesSources = {
    janitor: { resolve: async ({ address }: { address: string }) => ({ value: await this.#value(address) }) },
  };

  readonly hooks = {
    "before:package:createDeploymentArtifacts": async () => {
      await this.#announce();
      await this.#bundle();
    },
    // osls compares with what it uploaded last, also where that was rolled back: it would leave a mode as it was, and say that
    // nothing has changed.
    "after:aws:deploy:deploy:checkForChanges": () => {
      this.#osls.service.provider.shouldNotDeploy = false;
    },
    "after:deploy:deploy": () => this.#look(),
  };

  readonly #osls: Osls;
  readonly #options: Options;
  readonly #writers: Writers;
  readonly #words: readonly string[];
  #settings: Promise<Settings> | undefined;

  /** @param words what was typed behind `osls` */
  constructor(osls: Osls, options: Options, writers: Writers, words: readonly string[] = process.argv.slice(2)) {
    this.#osls = osls;
    this.#options = options;
    this.#writers = writers;
    this.#words = words;
  }

  /** Called by osls before it resolves any variable: a wrong setting stops here, with one message. */
  async asyncInit(): Promise<void> {
    await this.#read();
  }

  /** What `${janitor:address}` stands for. */
  async #value(address: string): Promise<unknown> {
    const settings = await this.#read();
    const { parameters, policy, schedule } = settings;
    const derived: Readonly<Record<string, unknown>> = {
      // What the function goes by, written out where people look: the parameter, or else the policy.
      mode: policy.mode,
      regions: policy.regions === "all" ? "all" : policy.regions.join(","),
      policies: janitorPolicies(policy),
      // Without the slash it begins with, as in its ARN.
      slackWebhookPath: parameters.slackWebhook.replace(/^\//, ""),
      parts: partsOf(settings),
      slackFunction: slackFunctionOf(settings),
      heartbeatHours: heartbeatHours(schedule),
      logRetention: Number(parameters.logRetention),
    };
    return { ...parameters, ...derived }[address];
  }

  #read(): Promise<Settings> {
    this.#settings ??= this.#readOnce();
    return this.#settings;
  }

  async #readOnce(): Promise<Settings> {
    const place = { region: this.#osls.getProvider("aws").getRegion(), now: Date.now() };
    const folder = this.#osls.serviceDir;
    const { commands } = this.#osls.processedInput;
    const { param = [], ...options } = this.#options;
    const stage = this.#osls.getProvider("aws").getStage();
    const unheard = problemsOfInvocation({
      commands,
      words: this.#words,
      options,
      stage,
      environment: process.env,
      folder,
    });
    if (unheard.length > 0) throw this.#shown(new SettingsError(unheard));
    const problems: string[] = [];
    const policy = this.#orElse(defaultPolicy, problems, () => readPolicyFile(join(folder, "policy.yml")));
    const inFile = this.#orElse([], problems, () => parametersInFile(join(folder, parametersFile), parametersFile));
    const typed = this.#orElse([], problems, () => parametersOnCommandLine(param));
    try {
      const settings = await readSettings([...inFile, ...typed], policy, place);
      if (problems.length === 0) return settings;
    } catch (error) {
      if (!(error instanceof SettingsError)) throw error;
      problems.push(...error.problems);
    }
    // What is there can be looked at and removed whatever the settings say now.
    if (!makesSomething({ commands })) return readSettings([], defaultPolicy, place);
    throw this.#shown(new SettingsError(problems));
  }

  /** What a file or a command line says, or else something to go on with: all problems are told together. */
  #orElse<T>(otherwise: T, problems: string[], read: () => T): T {
    try {
      return read();
    } catch (error) {
      if (error instanceof SettingsError) problems.push(...error.problems);
      else if (error instanceof PolicyFileError) problems.push(error.message);
      else throw error;
      return otherwise;
    }
  }

  /** An error that is told by its message alone, without a stack. */
  #shown({ message }: Error): Error {
    return new this.#osls.classes.Error(message, "JANITOR_SETTINGS");
  }

  /** Says what it is about to make, and warns of what is allowed and may not be meant. */
  async #announce(): Promise<void> {
    const settings = await this.#read();
    const { mode, regions } = settings.policy;
    this.#writers.log.notice(`Mode ${mode}, for ${regions === "all" ? "all regions" : regions.join(", ")}`);
    for (const warning of warningsOf(settings)) this.#writers.log.warning(warning);
  }

  async #bundle(): Promise<void> {
    const dist = join(this.#osls.serviceDir, "dist");
    await bundleJanitor({ outdir: join(dist, "janitor"), trim: true });
    await bundleSlack({ outdir: join(dist, "slack"), trim: true });
  }

  /** What only shows when everything is there. Whatever comes of it, the deployment itself is done. */
  async #look(): Promise<void> {
    const { log, progress } = this.#writers;
    for (const problem of await this.#problemsOfChannels()) log.warning(problem);
    const waiting = progress.create({ message: "Looking at all regions with the function that was deployed" });
    const deployed = {
      functionName: this.#osls.service.getFunction("janitor").name,
      region: this.#osls.getProvider("aws").getRegion(),
    };
    const { went, words } = await look(deployed, await this.#aws(), setTimeout);
    waiting.remove();
    const { mode } = (await this.#read()).policy;
    if (went === "well") log.success(`Deployed in mode ${mode}. ${words}`);
    else log.warning(`Deployed in mode ${mode}, but ${words}`);
    if (went === "wrong") process.exitCode = 1;
  }

  /** Why somebody who should be told may not be. */
  async #problemsOfChannels(): Promise<readonly string[]> {
    const { email, slackWebhook } = (await this.#read()).parameters;
    const stackName = this.#osls.getProvider("aws").naming.getStackName();
    const config = await this.#aws();
    const problems = await Promise.all([
      email === "" ? undefined : problemOfSubscription(email, stackName, config),
      slackWebhook === "" ? undefined : problemOfWebhookParameter(slackWebhook, config),
    ]);
    return problems.filter((problem) => problem !== undefined);
  }

  #aws(): Promise<LambdaClientConfig> {
    return this.#osls.getProvider("aws").getAwsSdkV3Config();
  }
}
