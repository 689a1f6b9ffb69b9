import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { S3Client } from '@aws-sdk/client-s3'
import type { SQSClient } from '@aws-sdk/client-sqs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { roles, type Role } from '../../shared/connections/roles.ts'
import { createClients, type EngineClients } from '../engine/aws/transport/clients.ts'
import { JobQueue } from '../engine/job-queue/job-queue.ts'
import { actionsOf } from '../engine/permissions/actions.ts'
import { rolePolicy } from '../engine/permissions/role-policy.ts'
import { addDeadLetters } from '../engine/queue-settings/change-settings.ts'
import { roleJourneys } from '../engine/testing/role-journeys.ts'
import { Harness, keys } from './testing/harness.ts'

let folder: string
let local: Harness
let endpoint: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'remotejob-roles-'))
  local = new Harness(folder)
  endpoint = await local.ready()
})
afterAll(async () => {
  await local.service.stop()
  await rm(folder, { recursive: true, force: true })
})

function connect(fastPath: boolean): EngineClients {
  const endpoints = { s3Endpoint: endpoint, sqsEndpoint: endpoint }
  return createClients({ region: 'us-west-1', credentials: keys, fastPath, ...endpoints })
}

const scope = { partition: 'aws', account: '111122223333', region: 'us-west-1' }

/** Records the permission of every call, as `sqs:SendMessage demo-pending`. */
function recordCalls(clients: EngineClients): Set<string> {
  const used = new Set<string>()
  const { s3, completeS3 } = clients.s3Of('any')
  const all: readonly (S3Client | SQSClient)[] = [
    s3,
    completeS3,
    clients.sqs,
    clients.pollSqs,
    clients.leaseSqs,
  ]
  for (const client of all) {
    ;(client as SQSClient).middlewareStack.add(
      (next, { commandName = '' }) =>
        (args) => {
          for (const action of actionsOf(commandName.replace(/Command$/, ''))) {
            used.add(
              `${action} ${resourceOf(args.input as unknown as Readonly<Record<string, string>>, action)}`,
            )
          }
          return next(args)
        },
      { step: 'initialize' },
    )
  }
  return used
}

function resourceOf(input: Readonly<Record<string, string>>, action: string): string {
  const { Bucket, Key, QueueUrl, QueueName, SourceArn, TaskHandle } = input
  if (Bucket !== undefined) return Key === undefined || action === 's3:ListBucket' ? Bucket : `${Bucket}/*`
  // A task's handle contains its queue's ARN.
  const arn = SourceArn ?? (TaskHandle === undefined ? undefined : 'roles-dead')
  return QueueName ?? QueueUrl?.split('/').at(-1) ?? arn?.split(':').at(-1) ?? ''
}

/** Returns a policy's permissions, in the same form. */
function granted(role: Role, name: string): Set<string> {
  const config = { name, layout: 'in-out', statuses: ['pending', 'inprogress', 'completed'] } as const
  return new Set(
    rolePolicy(role, [{ ...config, statuses: [...config.statuses] }], scope).Statement.flatMap(
      ({ Action, Resource }) =>
        Action.flatMap((action) => Resource.map((arn) => `${action} ${arn.split(':').at(-1)}`)),
    ),
  )
}

describe("a role's policy", () => {
  test.each(roles)('%s allows exactly what the engine does', async (role) => {
    const name = role === 'operate' ? 'roles' : `roles-${role}`
    const config = { name, layout: 'in-out' as const, statuses: ['pending', 'inprogress', 'completed'] }
    // The fast path makes the same calls without the SDK.
    const [user, admin] = [connect(false), connect(true)]
    const adminQueue = new JobQueue({ config, clients: admin })
    await adminQueue.ensure()
    await addDeadLetters(adminQueue, config.statuses, 5)
    const used = recordCalls(user)
    await roleJourneys[role]({
      user: { queue: new JobQueue({ config, clients: user }), clients: user },
      admin: { queue: adminQueue, clients: admin },
      folder,
    })
    const allowed = granted(role, name)
    user.close()
    admin.close()
    expect([...used].filter((permission) => !allowed.has(permission)).toSorted()).toEqual([])
    expect([...allowed].filter((permission) => !used.has(permission)).toSorted()).toEqual([])
  })
})
