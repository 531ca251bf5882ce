import { expect, test } from "vitest";
import { account, region } from "../template.ts";
import { inlinePoliciesOf } from "./documents.ts";
import { janitorKey } from "./janitor-role.ts";
import { anonymous, type Caller, type Context, everythingOf, judge, role, service } from "./judge.ts";
import { type Packaged, resourceOf } from "./packaged.ts";

const use = ["kms:Decrypt", "kms:GenerateDataKey"];
const throughSns = { "kms:ViaService": `sns.${region}.amazonaws.com` };

/** Who may do what with the key, by its own policy and by theirs. */
export function keyCases(packaged: () => Packaged): void {
  const ask = (caller: Caller, action: string, context: Context = {}) => {
    const resourcePolicy = resourceOf(packaged(), "SummaryKey").Properties.KeyPolicy;
    return judge(caller, { action, resource: janitorKey, context, resourcePolicy });
  };
  const janitor = () => role("JanitorRole", inlinePoliciesOf(resourceOf(packaged(), "JanitorRole").Properties));
  const administrator = role("Administrator", everythingOf("kms"));
  const alarms = (of: string) => service("cloudwatch.amazonaws.com", { "aws:SourceAccount": of });

  test.each(use)("lets the janitor and the alarms of the account do %s for SNS", async (action) => {
    expect(await ask(janitor(), action, throughSns)).toBe("Allowed");
    expect(await ask(alarms(account), action, throughSns)).toBe("Allowed");
  });

  test.each(use)("lets nobody else do %s", async (action) => {
    expect(await ask(janitor(), action), "the janitor by itself").toBe("ImplicitlyDenied");
    expect(await ask(administrator, action), "an administrator without SNS").toBe("ImplicitlyDenied");
    expect(await ask(role("Nobody"), action, throughSns), "without a permission").toBe("ImplicitlyDenied");
    const stranger = role("Administrator", everythingOf("kms"), "210987654321");
    expect(await ask(stranger, action, throughSns), "another account").toBe("ImplicitlyDenied");
    const others = ["sns.amazonaws.com", "events.amazonaws.com", "scheduler.amazonaws.com", "lambda.amazonaws.com"];
    for (const name of others) {
      const caller = service(name, { "aws:SourceAccount": account });
      expect(await ask(caller, action, throughSns), name).toBe("ImplicitlyDenied");
    }
    expect(await ask(anonymous, action), "the internet").toBe("ImplicitlyDenied");
  });

  test("can be looked after and deleted by the account, so that it never is out of reach", async () => {
    const needed = ["DescribeKey", "GetKeyPolicy", "PutKeyPolicy", "EnableKeyRotation", "ScheduleKeyDeletion"];
    for (const action of needed.map((name) => `kms:${name}`)) {
      expect(await ask(administrator, action), action).toBe("Allowed");
      expect(await ask(role("Administrator", everythingOf("kms"), "210987654321"), action), action).toBe(
        "ImplicitlyDenied",
      );
      expect(await ask(janitor(), action), action).toBe("ImplicitlyDenied");
      expect(await ask(alarms(account), action), action).toBe("ImplicitlyDenied");
    }
  });

  test.each(["kms:Encrypt", "kms:ReEncryptFrom", "kms:CreateGrant", "kms:GenerateDataKeyWithoutPlaintext"])(
    "lets not even an administrator do %s, with SNS or without",
    async (action) => {
      expect(await ask(administrator, action)).toBe("ImplicitlyDenied");
      expect(await ask(administrator, action, throughSns)).toBe("ImplicitlyDenied");
    },
  );
}
