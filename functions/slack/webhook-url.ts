import { GetParameterCommand, SSMClient } from "@aws-sdk/client-ssm";
import { describeError } from "../janitor/domain/error-facts.ts";
import { Undelivered } from "./undelivered.ts";

/** Where Slack takes messages for incoming webhooks. https://docs.slack.dev/govslack/ has the second. */
const slackHosts = ["hooks.slack.com", "hooks.slack-gov.com"];

/** A parameter's name or ARN. https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_GetParameter.html */
const parameterName = /^(arn:aws[a-z-]*:ssm:[a-z0-9-]+:\d{12}:parameter)?[\w./-]{1,1011}$/;

/** In ms: the most that reading the parameter may take, the SDK's own retries included. */
const longestRead = 8_000;

/** Whether that is Slack's, by TLS. */
export function isSlackWebhook({ protocol, host }: URL): boolean {
  return protocol === "https:" && slackHosts.includes(host);
}

/** The webhook's URL, which is a secret: whoever has it can post to the channel. No error has it, or part of it, in it. */
export class WebhookUrl {
  readonly #isWebhook: (url: URL) => boolean;
  #known: string | undefined;

  constructor(isWebhook: (url: URL) => boolean) {
    this.#isWebhook = isWebhook;
  }

  /**
   * The URL, read once for as long as the container lives.
   *
   * @param parameter the name of the SSM parameter that holds it
   * @param deadline when to give up, by `performance.now()`
   * @throws Undelivered
   */
  async read(parameter: string | undefined, deadline: number): Promise<string> {
    this.#known ??= this.#check(await readParameter(checkName(parameter), deadline));
    return this.#known;
  }

  /** Has it read anew the next time: it may have been exchanged. */
  forget(): void {
    this.#known = undefined;
  }

  #check(value: string | undefined): string {
    // Which leaves out white space around it.
    const url = value === undefined ? null : URL.parse(value);
    if (url !== null && this.#isWebhook(url)) return url.href;
    throw new Undelivered(
      "not-a-webhook",
      `the parameter does not hold the URL of a Slack webhook, which begins with https://${slackHosts[0]}/`,
    );
  }
}

/** Who puts the URL itself where its parameter's name belongs must not find it in a log. So what is wrong is not quoted. */
function checkName(parameter: string | undefined): string {
  const name = parameter?.trim() ?? "";
  if (parameterName.test(name)) return name;
  const problem = name === "" ? "is not set" : "is not the name of an SSM parameter";
  throw new Undelivered("not-configured", `SLACK_WEBHOOK_PARAMETER ${problem}`);
}

async function readParameter(name: string, deadline: number): Promise<string | undefined> {
  const ssm = new SSMClient({
    maxAttempts: 3,
    retryMode: "standard",
    requestHandler: { connectionTimeout: 2_000, requestTimeout: 3_000, throwOnRequestTimeout: true },
  });
  try {
    const left = Math.max(0, Math.floor(deadline - performance.now()));
    const { Parameter } = await ssm.send(new GetParameterCommand({ Name: name, WithDecryption: true }), {
      abortSignal: AbortSignal.timeout(Math.min(longestRead, left)),
    });
    return Parameter?.Value;
  } catch (error) {
    // Not the message: where an answer cannot be read, it quotes the answer.
    throw new Undelivered(
      "parameter-unreadable",
      `SSM did not give the parameter ${name} (${describeError(error).code})`,
    );
  } finally {
    ssm.destroy();
  }
}
