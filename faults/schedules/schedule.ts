import { array, constant, constantFrom, integer, nat, oneof, option, record, uniqueArray } from 'fast-check'
import type { Arbitrary } from 'fast-check'
import { faultKinds } from '../proxy/fault.ts'
import type { Fault } from '../proxy/fault.ts'
import type { Intention } from '../fixture/fixture.ts'

/** A job of a schedule. `size` in bytes. */
export interface PlannedJob {
  readonly size: number
  readonly intention: Intention
  /** What the person does to its upload, `afterMs` after it was handed in. */
  readonly meddling: 'none' | 'pause' | 'cancel'
  readonly afterMs: number
}

/** One run of the app, from its start to its death or, where it does not die, to a quit when all has come to rest. */
export interface PlannedRun {
  /** Each strikes the first request that it can strike from the `from`-th on. */
  readonly faults: readonly (Fault & { readonly from: number })[]
  /** The number of its last step, or `null`. */
  readonly diesAt: number | null
}

/** What happens to a handful of jobs. After its runs one without faults finishes what is left. */
export interface Schedule {
  readonly jobs: readonly PlannedJob[]
  readonly runs: readonly PlannedRun[]
  /** The numbers of the deliveries that are repeated at once, to whoever asks next. */
  readonly repeated: readonly number[]
  /** Whether another instance of the app works on the queue at the same time. */
  readonly rival: boolean
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
  diesAt: option(integer({ min: 1, max: 90 })),
})

const job: Arbitrary<PlannedJob> = record({
  meddling: oneof(
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

/** Any schedule. */
export const schedules: Arbitrary<Schedule> = record({
  jobs: array(job, { minLength: 1, maxLength: 4 }),
  runs: array(run, { minLength: 1, maxLength: 2 }),
  repeated: uniqueArray(nat({ max: 8 }), { maxLength: 2 }),
  rival: integer({ min: 0, max: 3 }).map((dice) => dice === 0),
})
