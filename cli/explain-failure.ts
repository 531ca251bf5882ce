import { PolicyFileError } from "../build/policy-file.ts";
import { ConfigError } from "../functions/janitor/config.ts";
import { oneLine } from "../functions/janitor/notify/plain-text.ts";
import { credentialsUsed, type Environment } from "./failures/credentials-used.ts";
import { readFailure } from "./failures/failure.ts";
import { explainFileFailure } from "./failures/file-failure.ts";
import { explainNoConnection } from "./failures/no-connection.ts";
import { explainNoCredentials } from "./failures/no-credentials.ts";
import { explainRefusal } from "./failures/refused-by-aws.ts";
import { Problem } from "./problem.ts";

/** Where something went wrong. */
export interface Circumstances {
  readonly environment: Environment;
  /** What `--profile` names. */
  readonly profile: string | undefined;
  /** In ms since the epoch. */
  readonly now: number;
}

/** What is the matter, and what to do, of whatever was thrown. Never rejects. */
export async function explainFailure(thrown: unknown, { environment, profile, now }: Circumstances): Promise<Problem> {
  if (thrown instanceof Problem) return thrown;
  if (thrown instanceof PolicyFileError || thrown instanceof ConfigError)
    return new Problem(thrown.message, [], thrown);
  const failure = readFailure(thrown);
  const file = explainFileFailure(failure);
  if (file !== undefined) return file;
  const used = await credentialsUsed(environment, profile);
  return (
    explainNoCredentials(failure, used) ??
    explainRefusal(failure, used, now) ??
    explainNoConnection(failure, used) ??
    new Problem(
      `${failure.code}: ${oneLine(failure.message, 300)}`,
      ["This should not happen. With --debug it says where in the code."],
      thrown,
    )
  );
}
