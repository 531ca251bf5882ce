import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import type { LambdaClientConfig } from "@aws-sdk/client-lambda";
import { bundleJanitor, bundleSlack } from "../build/bundle.ts";
import { PolicyFileError, readPolicyFile } from "../build/policy-file.ts";
import { defaultPolicy } from "../functions/janitor/policy/default-policy.ts";
import { parametersFile, problemsOfInvocation } from "./invocation.ts";
import { look } from "./look.ts";
import { partsOf, slackFunctionOf } from "./parts.ts";
import { janitorPolicies } from "./permissions/janitor-policies.ts";
import { SettingsError } from "./problems.ts";
import { heartbeatHours } from "./schedule.ts";
import { parametersInFile, parametersOnCommandLine, readSettings, type Settings } from "./settings.ts";
import { problemOfSubscription } from "./subscription.ts";
import { warningsOf } from "./warnings.ts";

/** What this plugin takes from osls. https://www.serverless.com/framework/docs/guides/plugins/creating-plugins */
interface Osls {
  readonly serviceDir: string;
  readonly service: {
    readonly getFunction: (name: string) => { readonly name: string };
    /** Set when a deployment found nothing to do. */
    readonly provider: { readonly shouldNotDeploy?: boolean };
  };
  readonly processedInput: { readonly commands: readonly string[] };
  readonly getProvider: (name: "aws") => {
    readonly getRegion: () => string;
    readonly getAwsSdkV3Config: () => Promise<LambdaClientConfig>;
    readonly naming: { readonly getStackName: () => string };
  };
  /** An error of which only the message is shown. */
  readonly classes: { readonly Error: new (message: string, code: string) => Error };
}

interface Options {
  readonly param?: readonly string[];
  readonly region?: string;
}

interface Writers {
  readonly log: {
    readonly warning: (text: string) => void;
    readonly success: (text: string) => void;
  };
  readonly progress: { readonly create: (options: { message: string }) => { readonly remove: () => void } };
}

/** What must not begin with a setting that is wrong. */
const makesSomething = ["deploy", "package", "print"];

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
      await this.#warn();
      await this.#bundle();
    },
    "before:package:function:package": () => this.#bundle(),
    "after:deploy:deploy": () => this.#look(),
  };

  readonly #osls: Osls;
  readonly #options: Options;
  readonly #writers: Writers;
  #settings: Promise<Settings> | undefined;

  constructor(osls: Osls, options: Options, writers: Writers) {
    this.#osls = osls;
    this.#options = options;
    this.#writers = writers;
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
    const [command = ""] = this.#osls.processedInput.commands;
    const { region, param = [] } = this.#options;
    const unheard = problemsOfInvocation({ command, region, environment: process.env, folder });
    if (unheard.length > 0) throw this.#shown(new SettingsError(unheard));
    try {
      const given = [
        ...parametersInFile(join(folder, parametersFile), parametersFile),
        ...parametersOnCommandLine(param),
      ];
      return await readSettings(given, readPolicyFile(join(folder, "policy.yml")), place);
    } catch (error) {
      if (!(error instanceof SettingsError || error instanceof PolicyFileError)) throw error;
      // What is there can be looked at and removed whatever the settings say now.
      if (!makesSomething.includes(command)) return readSettings([], defaultPolicy, place);
      throw this.#shown(error);
    }
  }

  /** An error that is told by its message alone, without a stack. */
  #shown({ message }: Error): Error {
    return new this.#osls.classes.Error(message, "JANITOR_SETTINGS");
  }

  /** Of what is allowed, and may not be meant. */
  async #warn(): Promise<void> {
    for (const warning of warningsOf(await this.#read())) this.#writers.log.warning(warning);
  }

  async #bundle(): Promise<void> {
    const dist = join(this.#osls.serviceDir, "dist");
    await bundleJanitor({ outdir: join(dist, "janitor"), trim: true });
    await bundleSlack({ outdir: join(dist, "slack"), trim: true });
  }

  /** What only shows when everything is there. Whatever comes of it, the deployment itself is done. */
  async #look(): Promise<void> {
    await this.#lookForSubscription();
    if (this.#osls.service.provider.shouldNotDeploy === true) return;
    const { log, progress } = this.#writers;
    const waiting = progress.create({ message: "Looking at all regions with the function that was deployed" });
    const { went, words } = await look(this.#osls.service.getFunction("janitor").name, await this.#aws(), setTimeout);
    waiting.remove();
    if (went === "well") log.success(words);
    else log.warning(`Deployed, but ${words}`);
    if (went === "wrong") process.exitCode = 1;
  }

  async #lookForSubscription(): Promise<void> {
    const { parameters } = await this.#read();
    if (parameters.email === "") return;
    const stackName = this.#osls.getProvider("aws").naming.getStackName();
    const problem = await problemOfSubscription(parameters.email, stackName, await this.#aws());
    if (problem !== undefined) this.#writers.log.warning(problem);
  }

  #aws(): Promise<LambdaClientConfig> {
    return this.#osls.getProvider("aws").getAwsSdkV3Config();
  }
}
