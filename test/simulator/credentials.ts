import { devNull } from "node:os";

export const DEFAULT_ACCOUNT = "123456789012";

/** Who calls what, where: all in the `Credential` of a version 4 signature, which is not checked further. */
export interface Caller {
  readonly account: string;
  readonly region: string;
  readonly service: string;
}

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-signing-elements.html */
export function readCaller(authorization: string | undefined): Caller | undefined {
  const [, keyId, region, service] =
    /Credential=([^/,\s]+)\/\d{8}\/([^/]+)\/([^/]+)\/aws4_request/.exec(authorization ?? "") ?? [];
  if (keyId === undefined || region === undefined || service === undefined) return undefined;
  return { account: /^A[KS]IA(\d{12})/.exec(keyId)?.[1] ?? DEFAULT_ACCOUNT, region, service };
}

export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

export function credentialsFor(account: string): Credentials {
  return { accessKeyId: `AKIA${account}SIMULATOR`, secretAccessKey: "not-a-secret" };
}

/**
 * What a process needs so that the SDK or the `aws` command line in it talks to the simulator and to nothing else:
 * no profile from the home directory, no instance metadata. Version 1 of the command line reads AWS_DEFAULT_REGION.
 */
export function environmentFor(url: string, account: string, region: string): Record<string, string> {
  const { accessKeyId, secretAccessKey } = credentialsFor(account);
  return {
    AWS_ENDPOINT_URL: url,
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
    AWS_REGION: region,
    AWS_DEFAULT_REGION: region,
    AWS_CONFIG_FILE: devNull,
    AWS_SHARED_CREDENTIALS_FILE: devNull,
    AWS_EC2_METADATA_DISABLED: "true",
  };
}
