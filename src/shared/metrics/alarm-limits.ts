// No zod here: the page checks numbers without bundling it.

export const maxAlarmRules = 100
/** A week. */
export const maxAlarmMinutes = 10_080
export const maxAlarmJobs = 100_000_000
