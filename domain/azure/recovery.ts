/** How much of an environment stands in its second region before it is needed. */
export const recoveryModes = ["cold", "warm"] as const;
