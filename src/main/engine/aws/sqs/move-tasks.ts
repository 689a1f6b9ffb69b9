import {
  CancelMessageMoveTaskCommand,
  ListMessageMoveTasksCommand,
  StartMessageMoveTaskCommand,
} from '@aws-sdk/client-sqs'
import { z } from 'zod'
import type { ErrorCode } from '../../../../shared/errors.ts'
import { awsErrorInfo, isUnnamed } from '../../errors/aws-error-info.ts'
import { EngineError, hasResponse } from '../../errors/engine-error.ts'
import type { CallOptions } from '../transport/aws-call.ts'
import { readAttributes } from './queue-admin.ts'
import { sendOnce } from './send-once.ts'
import { countFrom, timeFrom } from './server-numbers.ts'
import type { SqsQueue } from './sqs-queue.ts'

/** A server task that moves the messages of a dead-letter queue back to their sources. */
export interface MoveTask {
  /** The handle for cancelling it. `null` unless it is running. */
  readonly handle: string | null
  readonly state: 'running' | 'cancelling' | 'done' | 'cancelled' | 'failed'
  readonly moved: number
  /** The number of messages when it started, or `null` if the server does not report it. */
  readonly total: number | null
  /** The server's reason for a failure. */
  readonly reason: string | null
  /** When it started by the server's clock, in milliseconds since the epoch, or `null` if unknown. */
  readonly startedAt: number | null
  /** True if each message returns to its source queue, false if all go to one other queue. */
  readonly toSources: boolean
}

const taskSchema = z.object({
  TaskHandle: z.string().nullish(),
  Status: z.string(),
  ApproximateNumberOfMessagesMoved: z.unknown().optional(),
  ApproximateNumberOfMessagesToMove: z.unknown().optional(),
  FailureReason: z.string().nullish().catch(null),
  StartedTimestamp: z.unknown().optional(),
  DestinationArn: z.unknown().optional(),
})
const startedSchema = z.object({ TaskHandle: z.string().nullish() })
const tasksSchema = z.object({ Results: z.array(taskSchema).nullish() })

const states: Readonly<Record<string, MoveTask['state']>> = {
  RUNNING: 'running',
  CANCELLING: 'cancelling',
  COMPLETED: 'done',
  CANCELLED: 'cancelled',
  FAILED: 'failed',
}

/** Errors that a server returns for any call. Moving the messages one by one would fail in the same way. */
const notTaskSpecific: ReadonlySet<ErrorCode> = new Set([
  'CREDENTIALS',
  'CREDENTIALS_EXPIRED',
  'WRONG_REGION',
  'CLOCK_SKEW',
])

/** There was no response, but the server may have received the request. */
const errorsWithoutResponse: ReadonlySet<ErrorCode> = new Set(['TIMED_OUT', 'CONNECTION_BROKEN'])

/**
 * Starts moving all messages of a dead-letter queue, or finds the task that already does. `arn` identifies
 * the dead-letter queue. Returns `null` if the server does not support such tasks, or these keys may not use
 * them. In that case, the messages have to be moved one by one.
 *
 * @throws EngineError
 */
export async function startMove(queue: SqsQueue, arn: string): Promise<MoveTask | null> {
  const known = await undefinedIfUnsupported(queue, () => activeMove(queue, arn))
  if (known === undefined) return null
  if (known !== null) return known
  const started = await undefinedIfUnsupported(queue, () => startTask(queue, arn))
  if (started !== undefined) return started
  // The task may have started anyway. In that case the app must not move the same messages.
  return (await undefinedIfUnsupported(queue, () => activeMove(queue, arn))) ?? null
}

/** Returns the newest task if it has not ended. SQS runs one task at a time. */
async function activeMove(queue: SqsQueue, arn: string): Promise<MoveTask | null> {
  const task = await newestMove(queue, arn)
  return task !== null && isMoving(task.state) ? task : null
}

async function startTask(queue: SqsQueue, arn: string): Promise<MoveTask> {
  const response = await queue.run('Starting to move the messages', {}, (sqs, _url, send) => {
    const command = new StartMessageMoveTaskCommand({ SourceArn: arn })
    sendOnce(command)
    return sqs.send(command, send)
  })
  const { TaskHandle: handle } = startedSchema.catch({ TaskHandle: null }).parse(response)
  return {
    handle: handle ?? null,
    state: 'running',
    moved: 0,
    total: null,
    reason: null,
    startedAt: null,
    toSources: true,
  }
}

/** Returns `undefined` if the call failed because the server does not offer it. @throws EngineError */
async function undefinedIfUnsupported<T>(queue: SqsQueue, call: () => Promise<T>): Promise<T | undefined> {
  try {
    return await call()
  } catch (error) {
    if (isMoveUnsupported(error)) return undefined
    if (!(error instanceof EngineError) || !errorsWithoutResponse.has(error.code)) throw error
    // A reachable server that fails on this call does not offer it either.
    await readAttributes(queue)
    return undefined
  }
}

/** Returns the newest task of a dead-letter queue, or `null`. */
export async function newestMove(
  queue: SqsQueue,
  arn: string,
  options: CallOptions = {},
): Promise<MoveTask | null> {
  const response = await queue.run('Asking how many messages were moved', options, (sqs, _url, send) =>
    sqs.send(new ListMessageMoveTasksCommand({ SourceArn: arn, MaxResults: 1 }), send),
  )
  const [task] = tasksSchema.catch({ Results: [] }).parse(response).Results ?? []
  if (task === undefined) return null
  return {
    handle: task.TaskHandle ?? null,
    state: states[task.Status] ?? 'failed',
    moved: countFrom(task.ApproximateNumberOfMessagesMoved) ?? 0,
    total: countFrom(task.ApproximateNumberOfMessagesToMove),
    reason: task.FailureReason ?? null,
    startedAt: timeFrom(task.StartedTimestamp),
    toSources: task.DestinationArn == null,
  }
}

/** Stops a task. Moved messages stay moved. */
export async function cancelMove(queue: SqsQueue, handle: string, options: CallOptions = {}): Promise<void> {
  await queue.run('Cancelling the move', options, (sqs, _url, send) =>
    sqs.send(new CancelMessageMoveTaskCommand({ TaskHandle: handle }), send),
  )
}

/** True if a task has not ended. */
export function isMoving(state: MoveTask['state'] | undefined): boolean {
  return state === 'running' || state === 'cancelling'
}

/** True if an error means that the server does not support move tasks, or that these keys may not use them. */
export function isMoveUnsupported(error: unknown): boolean {
  if (!(error instanceof EngineError) || !hasResponse(error)) return false
  // An overloaded server returns an error name. A 503 without one comes from a program that failed on this
  // call.
  if (error.code === 'THROTTLED') {
    const info = awsErrorInfo(error.cause)
    return info.status === 503 && isUnnamed(info)
  }
  return !notTaskSpecific.has(error.code)
}
