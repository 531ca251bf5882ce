/** The build compiles `policy.yml` into its checked form; see `build/policy-plugin.ts`. */
declare module "*.yml" {
  export const policy: import("../domain/policy.ts").Policy;
}
