// No zod here: the page validates its form with this.

/**
 * The SQS queue settings that can be changed here, with the range that SQS allows. Durations are in
 * seconds.
 */
export const changeableSettings = {
  visibilityTimeout: [0, 43_200],
  delay: [0, 900],
  retention: [60, 1_209_600],
  waitTime: [0, 20],
  maxReceives: [1, 1_000],
} as const satisfies Readonly<Record<string, readonly [min: number, max: number]>>

/** One of {@link changeableSettings}. */
export type ChangeableSetting = keyof typeof changeableSettings
