import { day } from "./duration.ts";

/** In ms. What is due within that time is told while there is still something to be done about it. */
export const soonMs = 2 * day;
