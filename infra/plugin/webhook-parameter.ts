import { GetParameterCommand, ParameterNotFound, SSMClient, type SSMClientConfig } from "@aws-sdk/client-ssm";

/**
 * What stands between a message and the webhook whose URL a parameter holds, if anything. The URL itself is not asked for.
 * https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_GetParameter.html
 */
export async function problemOfWebhookParameter(name: string, config: SSMClientConfig): Promise<string | undefined> {
  const ssm = new SSMClient(config);
  try {
    const { Parameter } = await ssm.send(new GetParameterCommand({ Name: name, WithDecryption: false }));
    if (Parameter?.Type === "SecureString") return undefined;
    return `The SSM parameter ${name} is no SecureString, and the URL of a webhook is a secret. Put it there anew, with --type SecureString.`;
  } catch (error) {
    if (error instanceof ParameterNotFound)
      return `There is no SSM parameter ${name} in this region, so nothing can be posted to Slack. docs/deploying.md says how to put it there.`;
    const why = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    return `Whether the SSM parameter ${name} is there is not known (${why}).`;
  } finally {
    ssm.destroy();
  }
}
