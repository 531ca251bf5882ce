import { devNull } from "node:os";

/** All that a command's environment needs: nothing of whoever runs the tests, no profile, no instance metadata. */
export function bareEnvironment(): Readonly<Record<string, string>> {
  return {
    PATH: process.env.PATH ?? "",
    AWS_CONFIG_FILE: devNull,
    AWS_SHARED_CREDENTIALS_FILE: devNull,
    AWS_EC2_METADATA_DISABLED: "true",
  };
}
