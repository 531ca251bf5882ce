/** The forms that a plan can be had in. */
export const planOutputs = ["table", "json", "csv", "html"] as const;
export type PlanOutput = (typeof planOutputs)[number];
