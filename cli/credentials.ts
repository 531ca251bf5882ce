import { fromIni } from "@aws-sdk/credential-provider-ini";
import { Ec2Clients, type SharedOptions } from "../functions/janitor/aws/clients.ts";

/**
 * What all clients of a command share. Credentials are looked up once, and not once a client: somebody may be asked for them each
 * time. Those of a profile that was named are its own or none: the SDK's usual chain would go on to the machine's role, in whatever
 * account that is.
 *
 * @param region what to begin with where none is configured
 * @throws the SDK's error where there is none at all
 */
export async function sharedOptions(region: string | undefined): Promise<SharedOptions> {
  const profile = process.env.AWS_PROFILE || undefined;
  const probe = new Ec2Clients(profile === undefined ? {} : { credentials: fromIni({ profile }) });
  try {
    const { config } = probe.home();
    await config.region().catch((error: unknown) => {
      if (region === undefined) throw error;
      process.env.AWS_REGION = region;
    });
    return { credentials: config.credentials };
  } finally {
    probe.destroy();
  }
}
