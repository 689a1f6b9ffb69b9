// No imports: the page checks numbers with these, and must not load the schemas.

/** The most rules. */
export const maxAlarmRules = 100
/** The longest time that a rule waits: a week. */
export const maxAlarmMinutes = 10_080
/** The most waiting jobs that a rule can name. */
export const maxAlarmJobs = 100_000_000
