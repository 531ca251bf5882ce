import { join } from "node:path";
import type { LambdaClientConfig } from "@aws-sdk/client-lambda";
import { bundleJanitor, bundleSlack } from "../build/bundle.ts";
import { PolicyFileError, readPolicyFile } from "../build/policy-file.ts";
import { lookOnce } from "./first-look.ts";
import { janitorPolicies } from "./permissions/janitor-policies.ts";
import { SettingsError } from "./problems.ts";
import { heartbeatHours } from "./schedule.ts";
import { parametersInFile, parametersOnCommandLine, readSettings, type Settings } from "./settings.ts";

/** What this plugin takes from osls. https://www.serverless.com/framework/docs/guides/plugins/creating-plugins */
interface Osls {
  readonly serviceDir: string;
  readonly service: { readonly getFunction: (name: string) => { readonly name: string } };
  readonly getProvider: (name: "aws") => {
    readonly getRegion: () => string;
    readonly getAwsSdkV3Config: () => Promise<LambdaClientConfig>;
    /** Set by a deployment that has made the stack. */
    readonly didCreateService?: boolean;
  };
  /** An error of which only the message is shown. */
  readonly classes: { readonly Error: new (message: string, code: string) => Error };
}

interface Options {
  readonly param?: readonly string[];
}

interface Writers {
  readonly log: {
    readonly notice: (text?: string) => void;
    readonly warning: (text: string) => void;
    readonly error: (text: string) => void;
    readonly success: (text: string) => void;
  };
  readonly progress: { readonly create: (options: { message: string }) => { readonly remove: () => void } };
}

/** The file next to serverless.yml that may hold parameters. */
const parametersFile = "parameters.yml";

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
    "after:deploy:deploy": () => this.#firstLook(),
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
    const { parameters, policy, schedule } = await this.#read();
    const derived: Readonly<Record<string, unknown>> = {
      // What the function goes by, written out where people look: the parameter, or else the policy.
      mode: policy.mode,
      regions: policy.regions === "all" ? "all" : policy.regions.join(","),
      policies: janitorPolicies(policy),
      // Without the slash it begins with, as in its ARN.
      slackWebhookPath: parameters.slackWebhook.replace(/^\//, ""),
      // 0 stands for none: a stack's parameters are never absent.
      heartbeatHours: String(heartbeatHours(schedule) ?? 0),
      logRetention: Number(parameters.logRetention),
    };
    return { ...parameters, ...derived }[address];
  }

  #read(): Promise<Settings> {
    this.#settings ??= this.#readOnce();
    return this.#settings;
  }

  async #readOnce(): Promise<Settings> {
    const { serviceDir } = this.#osls;
    try {
      const given = [
        ...parametersInFile(join(serviceDir, parametersFile), parametersFile),
        ...parametersOnCommandLine(this.#options.param ?? []),
      ];
      const policy = readPolicyFile(join(serviceDir, "policy.yml"));
      return await readSettings(given, policy, { region: this.#osls.getProvider("aws").getRegion(), now: Date.now() });
    } catch (error) {
      if (error instanceof SettingsError || error instanceof PolicyFileError) {
        throw new this.#osls.classes.Error(error.message, "JANITOR_SETTINGS");
      }
      throw error;
    }
  }

  /** Of what is allowed, and may not be meant. */
  async #warn(): Promise<void> {
    const { parameters, schedule } = await this.#read();
    const { email, slackWebhook, chatChannel, alarms } = parameters;
    const { log } = this.#writers;
    if (email === "" && slackWebhook === "" && chatChannel === "")
      log.warning("Nobody will be told anything: there is no email, no slackWebhook and no chatChannel.");
    if (alarms === "on" && heartbeatHours(schedule) === undefined)
      log.warning(
        "With this schedule no alarm will tell when it stops running: CloudWatch looks back for seven days at the most.",
      );
  }

  async #bundle(): Promise<void> {
    const dist = join(this.#osls.serviceDir, "dist");
    await bundleJanitor({ outdir: join(dist, "janitor"), trim: true });
    await bundleSlack({ outdir: join(dist, "slack"), trim: true });
  }

  /** Once, when there has been no run yet. Whatever comes of it, the deployment itself is done. */
  async #firstLook(): Promise<void> {
    const aws = this.#osls.getProvider("aws");
    if (aws.didCreateService !== true) return;
    const { log, progress } = this.#writers;
    const waiting = progress.create({ message: "Taking a first look at all regions" });
    const look = await lookOnce(this.#osls.service.getFunction("janitor").name, await aws.getAwsSdkV3Config());
    waiting.remove();
    if (look.went === "well") log.success(look.words);
    else log.warning(`Deployed, but: ${look.words}`);
    if (look.went === "wrong") process.exitCode = 1;
  }
}
