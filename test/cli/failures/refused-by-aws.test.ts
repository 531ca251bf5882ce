import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type Simulator, startSimulator } from "../../simulator/simulator.ts";
import { awsFiles } from "../support/aws-files.ts";
import { command } from "../support/command.ts";

let simulator: Simulator;
beforeEach(async () => {
  simulator = await startSimulator();
});
afterEach(() => simulator.stop());

const now = Date.UTC(2026, 10, 23, 6, 30);

/** What a plan says on its second stream when AWS answers the first question like this. */
async function said(code: string, { message = "", environment = simulator.environment, args = [] }: Options = {}) {
  simulator.fault({ action: "GetCallerIdentity", answer: { kind: "error", code, message, status: 403 } });
  simulator.fault({ action: "AssumeRole", answer: { kind: "error", code, message, status: 403 } });
  const ended = await command(["plan", ...args], { environment, now: () => now });
  expect(ended.code).toBe(1);
  return ended.stderr;
}

interface Options {
  readonly message?: string;
  readonly environment?: Readonly<Record<string, string>>;
  readonly args?: readonly string[];
}

function withProfile(): Readonly<Record<string, string>> {
  const credentials = "[old]\naws_access_key_id = ASIA123456789012SIMULATOR\naws_secret_access_key = hush-hush\n";
  const config = "[profile role]\nrole_arn = arn:aws:iam::123456789012:role/admin\nsource_profile = old\n";
  return { ...awsFiles({ config, credentials }), AWS_ENDPOINT_URL: simulator.url };
}

test.each(["ExpiredToken", "ExpiredTokenException"])("%s: the session is over, or the clock is wrong", async (code) => {
  const text = await said(code);
  expect(text).toContain("the credentials have expired: the keys in AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.");
  expect(text).toContain("unset AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN");
  expect(text).toContain("2026-11-23 06:30 UTC");
});

test("RequestExpired: the clock comes first", async () => {
  expect(await said("RequestExpired")).toMatch(/Is the clock right\? This machine's says 2026-11-23 06:30 UTC\./);
});

test("keys of a profile that have expired are told with the profile and how to put in new ones", async () => {
  const text = await said("ExpiredToken", { environment: withProfile(), args: ["--profile", "old"] });
  expect(text).toContain("the credentials have expired: the profile old (--profile).");
  expect(text).toContain("aws configure --profile old");
  expect(text).not.toContain("hush-hush");
});

test.each(["InvalidClientTokenId", "UnrecognizedClientException", "AuthFailure"])(
  "%s: AWS does not know the keys",
  async (code) => {
    const text = await said(code, { environment: { ...simulator.environment, AWS_REGION: "me-south-1" } });
    expect(text).toContain("AWS does not know the keys in AWS_ACCESS_KEY_ID.");
    expect(text).toContain("deleted or inactive");
    expect(text).toContain("Or the region me-south-1 is not enabled for the account: try AWS_REGION=us-east-1.");
    expect(text).not.toContain("not-a-secret");
  },
);

test("temporary keys without their token are told to lack it", async () => {
  const environment = { ...simulator.environment, AWS_ACCESS_KEY_ID: "ASIA123456789012SIMULATOR" };
  expect(await said("InvalidClientTokenId", { environment })).toContain("AWS_SESSION_TOKEN is not set");
});

test("SignatureDoesNotMatch: the secret is another key's", async () => {
  const text = await said("SignatureDoesNotMatch", { message: "Check your\nkey" });
  expect(text).toContain("the secret does not belong to the keys in AWS_ACCESS_KEY_ID.");
  expect(text).toContain("AWS says: Check your key\n");
});

test("AccessDenied: what AWS says stands in one line, with whom it refuses", async () => {
  const message = "User: arn:aws:iam::1:user/me is not authorized\n\u001b[31mto perform: sts:GetCallerIdentity";
  const text = await said("AccessDenied", { message });
  expect(text).toContain(
    "AWS refuses this to the keys in AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY: User: arn:aws:iam::1:user/me is not authorized [31mto perform",
  );
  expect(text).not.toContain("\u001b");
  expect(text).toContain("--profile");
});

describe("the action that AWS's words have", () => {
  const who = "User: arn:aws:iam::1:user/me is not authorized to perform: sts:GetCallerIdentity";
  const message = `${who} because no identity-based policy allows the sts:GetCallerIdentity action`;
  const refused = "janitor: AWS refuses this to the keys in AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY: ";

  test.each(["AccessDenied", "AccessDeniedException", "UnauthorizedOperation"])(
    "is told as the permission that is missing: %s",
    async (code) => {
      const text = await said(code, { message });
      expect(text).toContain(`${refused}the permission sts:GetCallerIdentity is missing.\n`);
      expect(text).toContain(`\n  AWS says: ${message}\n`);
    },
  );

  test("is told where it stands too late in AWS's words to be told with them", async () => {
    const text = await said("AccessDenied", { message: `${"x".repeat(400)} ${message}` });
    expect(text).toContain(`${refused}the permission sts:GetCallerIdentity is missing.\n`);
  });

  test("is not missing where a policy denies it", async () => {
    const text = await said("AccessDenied", { message: `${who} with an explicit deny in a service control policy` });
    expect(text).toContain(`${refused}a policy denies sts:GetCallerIdentity, whatever others allow.\n`);
    expect(text).not.toContain("missing");
  });
});

test("a role that may not be assumed is told with its trust policy", async () => {
  const message = "User: arn:aws:iam::1:user/me is not authorized to perform: sts:AssumeRole on resource: arn:role";
  const text = await said("AccessDenied", { message, environment: withProfile(), args: ["--profile", "role"] });
  expect(text).toContain(`AWS refuses this to the profile role (--profile): ${message}`);
  expect(text).toContain("trust policy");
});

test("RegionDisabledException: another region is asked first", async () => {
  const environment = { ...simulator.environment, AWS_REGION: "me-south-1" };
  const text = await said("RegionDisabledException", { message: "STS is not activated", environment });
  expect(text).toContain("the region me-south-1 is not enabled for the account: STS is not activated");
  expect(text).toContain("AWS_REGION=us-east-1 janitor");
});

test("what nobody knows is told in AWS's words, and the stack only with --debug", async () => {
  const text = await said("NewlyInvented", { message: "for some reason" });
  expect(text).toBe("janitor: AWS says NewlyInvented: for some reason\n  With --debug it says where in the code.\n");
  expect(await said("NewlyInvented", { args: ["--debug"] })).toMatch(/\n {4}at /);
});
