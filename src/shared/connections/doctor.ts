import { z } from 'zod'
import { queueConfig } from '../queues/queues.ts'
import { newConnection } from './connections.ts'
import { roles } from './roles.ts'

/** `unknown`: it cannot be checked without changing something, or an earlier step has to succeed first. */
export const checkState = z.enum(['pending', 'ok', 'problem', 'unknown'])
export type CheckState = z.infer<typeof checkState>

/** A check's steps, in order. */
export const checkStepIds = [
  'keys',
  'network',
  'clock',
  'identity',
  'regions',
  'resources',
  'permissions',
] as const
export type CheckStepId = (typeof checkStepIds)[number]

export const role = z.enum(roles)

/** A remedy, shown as a button. */
export const checkRemedy = z.discriminatedUnion('kind', [
  /** Gets the keys, even if that runs a program or asks the user. */
  z.strictObject({ kind: z.literal('ask') }),
  z.strictObject({ kind: z.literal('choose-ca-file') }),
  z.strictObject({ kind: z.literal('use-region'), of: z.enum(['queues', 'buckets']), region: z.string() }),
  /** Creates a job queue's missing parts. */
  z.strictObject({ kind: z.literal('create'), config: queueConfig }),
  /** A policy statement to copy. */
  z.strictObject({ kind: z.literal('statement'), text: z.string().max(20_000) }),
])
export type CheckRemedy = z.infer<typeof checkRemedy>

/** One finding of a step. */
export const checkFinding = z.strictObject({
  state: checkState,
  /** One or two sentences. */
  text: z.string().max(2_000),
  remedy: checkRemedy.nullable(),
})
export type CheckFinding = z.infer<typeof checkFinding>

/** A step of a check. Its state is that of its worst finding. */
export const checkStep = z.strictObject({
  id: z.enum(checkStepIds),
  state: checkState,
  findings: z.array(checkFinding).max(200),
})
export type CheckStep = z.infer<typeof checkStep>

/** The last check that was started. A new check replaces it. */
export const doctorSnapshot = z.strictObject({
  revision: z.int(),
  /** `null` means that nothing has been checked yet. */
  checkId: z.string().nullable(),
  isDone: z.boolean(),
  steps: z.array(checkStep),
})
export type DoctorSnapshot = z.infer<typeof doctorSnapshot>

/** The subject of a check. */
export const checkRequest = z.strictObject({
  subject: z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('connection'), connectionId: z.string().min(1).max(64) }),
    /**
     * A connection that the user is still entering. `edited` is the connection that it would change, whose
     * keys and queues it uses.
     */
    z.strictObject({
      kind: z.literal('draft'),
      draft: newConnection,
      edited: z.string().min(1).max(64).nullable(),
    }),
  ]),
  /** The role whose permissions are checked. */
  role,
  /** True if getting the keys may run a program or ask for a code. A check while typing must not. */
  mayAsk: z.boolean(),
})
export type CheckRequest = z.infer<typeof checkRequest>
