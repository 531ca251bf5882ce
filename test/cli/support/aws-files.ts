import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";

interface AwsFiles {
  /** `~/.aws/config`. */
  readonly config?: string;
  /** `~/.aws/credentials`. */
  readonly credentials?: string;
  /** What `aws sso login` has left behind, by the name of the sso-session or the start URL. */
  readonly ssoTokens?: Readonly<Record<string, { readonly accessToken: string; readonly expiresAt: string }>>;
}

/**
 * A home with these files, for one test, as the environment that leads the SDK there and to nothing else. In us-east-1,
 * where a profile names no region.
 */
export function awsFiles({ config = "", credentials = "", ssoTokens = {} }: AwsFiles = {}) {
  const home = mkdtempSync(join(tmpdir(), "janitor-home-"));
  onTestFinished(() => rmSync(home, { recursive: true, force: true }));
  const cache = join(home, ".aws", "sso", "cache");
  mkdirSync(cache, { recursive: true });
  const [configFile, credentialsFile] = [join(home, ".aws", "config"), join(home, ".aws", "credentials")];
  writeFileSync(configFile, config);
  writeFileSync(credentialsFile, credentials);
  for (const [name, token] of Object.entries(ssoTokens)) {
    writeFileSync(join(cache, `${createHash("sha1").update(name).digest("hex")}.json`), JSON.stringify(token));
  }
  return {
    HOME: home,
    AWS_CONFIG_FILE: configFile,
    AWS_SHARED_CREDENTIALS_FILE: credentialsFile,
    AWS_EC2_METADATA_DISABLED: "true",
    AWS_REGION: "us-east-1",
  };
}
