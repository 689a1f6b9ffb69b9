import {
  CancelMessageMoveTaskCommand,
  ListMessageMoveTasksCommand,
  StartMessageMoveTaskCommand,
} from '@aws-sdk/client-sqs'
import { z } from 'zod'
import { EngineError } from '../../errors/engine-error.ts'
import type { CallOptions } from '../transport/aws-call.ts'
import { batchRefusal } from './batch-refusal.ts'
import { countFrom } from './server-numbers.ts'
import type { SqsQueue } from './sqs-queue.ts'

/** A task of the server that moves the messages of a dead-letter queue back to where they came from. */
export interface MoveTask {
  /** Cancels it; `null` unless it is running. */
  readonly handle: string | null
  readonly state: 'running' | 'cancelling' | 'done' | 'cancelled' | 'failed'
  readonly moved: number
  /** How many messages there were when it started; `null` if the server does not tell. */
  readonly total: number | null
  /** Why it failed, in the words of the server. */
  readonly reason: string | null
}

const taskSchema = z.object({
  TaskHandle: z.string().nullish(),
  Status: z.string(),
  ApproximateNumberOfMessagesMoved: z.unknown(),
  ApproximateNumberOfMessagesToMove: z.unknown(),
  FailureReason: z.string().nullish().catch(null),
})
const tasksSchema = z.object({ Results: z.array(taskSchema).nullish() })

const states: Readonly<Record<string, MoveTask['state']>> = {
  RUNNING: 'running',
  CANCELLING: 'cancelling',
  COMPLETED: 'done',
  CANCELLED: 'cancelled',
  FAILED: 'failed',
}

/** Starts to move all messages of a dead-letter queue. `arn` is its own. */
export async function startMove(queue: SqsQueue, arn: string, options: CallOptions = {}): Promise<void> {
  await queue.run('Starting to move the messages', options, (sqs, _url, send) =>
    sqs.send(new StartMessageMoveTaskCommand({ SourceArn: arn }), send),
  )
}

/** Returns the newest task of a dead-letter queue; `null` if there is none. */
export async function newestMove(
  queue: SqsQueue,
  arn: string,
  options: CallOptions = {},
): Promise<MoveTask | null> {
  const answer = await queue.run('Asking how many messages were moved', options, (sqs, _url, send) =>
    sqs.send(new ListMessageMoveTasksCommand({ SourceArn: arn, MaxResults: 1 }), send),
  )
  const [task] = tasksSchema.catch({ Results: [] }).parse(answer).Results ?? []
  if (task === undefined) return null
  return {
    handle: task.TaskHandle ?? null,
    state: states[task.Status] ?? 'failed',
    moved: countFrom(task.ApproximateNumberOfMessagesMoved) ?? 0,
    total: countFrom(task.ApproximateNumberOfMessagesToMove),
    reason: task.FailureReason ?? null,
  }
}

/** Asks the server to stop a task. What it has moved stays moved. */
export async function cancelMove(queue: SqsQueue, handle: string, options: CallOptions = {}): Promise<void> {
  await queue.run('Cancelling the move', options, (sqs, _url, send) =>
    sqs.send(new CancelMessageMoveTaskCommand({ TaskHandle: handle }), send),
  )
}

/** Whether a server does not offer move tasks, or not to these keys: then the messages have to be moved one by one. */
export function isMoveUnsupported(error: unknown): boolean {
  return batchRefusal(error) !== null || (error instanceof EngineError && error.code === 'ACCESS_DENIED')
}
