import { array, constant, constantFrom, integer, nat, oneof, option, record, uniqueArray } from 'fast-check'
import type { Arbitrary } from 'fast-check'
import { faultKinds } from '../proxy/fault.ts'
import type { Fault } from '../proxy/fault.ts'
import type { Intention } from '../fixture/fixture.ts'

/** A job in a schedule. `size` is in bytes. */
export interface PlannedJob {
  readonly size: number
  readonly intention: Intention
  /** What the user does with its upload, `afterMs` after submitting. */
  readonly interruption: 'none' | 'pause' | 'cancel'
  readonly afterMs: number
}

/** One run of the app, from its start until it is killed, or until it quits with nothing left to do. */
export interface PlannedRun {
  /** Each fault is injected into the first applicable request from number `from` on. */
  readonly faults: readonly (Fault & { readonly from: number })[]
  /** The number of the step at which it is killed, or `null`. */
  readonly killAt: number | null
}

/** The events for a few jobs. A final run without faults finishes the rest. */
export interface Schedule {
  readonly jobs: readonly PlannedJob[]
  readonly runs: readonly PlannedRun[]
  /** The numbers of the deliveries whose messages become visible again at once. */
  readonly redelivered: readonly number[]
  /** True if a second instance of the app works on the queue at the same time. */
  readonly secondInstance: boolean
}

const sizes = [0, 1, 3_000, 70_000, 300_000, 520_000]

const fault = record({
  kind: constantFrom(...faultKinds),
  ms: integer({ min: 1, max: 60 }),
  at: nat({ max: 400_000 }),
  from: nat({ max: 40 }),
})

const run: Arbitrary<PlannedRun> = record({
  faults: array(fault, { maxLength: 5 }),
  killAt: option(integer({ min: 1, max: 90 })),
})

const job: Arbitrary<PlannedJob> = record({
  interruption: oneof(
    { weight: 6, arbitrary: constant('none' as const) },
    { weight: 1, arbitrary: constant('pause' as const) },
    { weight: 1, arbitrary: constant('cancel' as const) },
  ),
  afterMs: nat({ max: 40 }),
  size: constantFrom(...sizes),
  intention: oneof(
    { weight: 5, arbitrary: constant<Intention>('save') },
    { weight: 3, arbitrary: constant<Intention>('complete') },
    { weight: 1, arbitrary: constant<Intention>('start') },
    { weight: 1, arbitrary: constant<Intention>('acknowledge') },
  ),
})

/** Generates schedules. */
export const schedules: Arbitrary<Schedule> = record({
  jobs: array(job, { minLength: 1, maxLength: 4 }),
  runs: array(run, { minLength: 1, maxLength: 2 }),
  redelivered: uniqueArray(nat({ max: 8 }), { maxLength: 2 }),
  secondInstance: integer({ min: 0, max: 3 }).map((dice) => dice === 0),
})
