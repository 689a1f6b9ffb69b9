import { strict as assert } from 'node:assert'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createClients } from '../../src/main/engine/aws/transport/clients.ts'
import { JobQueue } from '../../src/main/engine/job-queue/job-queue.ts'
import { EngineError } from '../../src/main/engine/errors/engine-error.ts'
import { createResources } from '../../src/main/engine/creation/create-resources.ts'
import { planCreation } from '../../src/main/engine/creation/creation-plan.ts'
import { creationPolicy, rolePolicy } from '../../src/main/engine/permissions/role-policy.ts'
import { addDeadLetters } from '../../src/main/engine/queue-settings/change-settings.ts'
import { purge } from '../../src/main/engine/aws/sqs/queue-admin.ts'
import { roleJourneys, type RoleQueue } from '../../src/main/engine/testing/role-journeys.ts'
import { roles, type Role } from '../../src/shared/connections/roles.ts'
import { awsCreation } from '../../src/shared/queues/creation-options.ts'
import type { QueueConfig } from '../../src/shared/queues/queues.ts'
import { outcomeOf, type Outcome } from '../table.ts'
import { tryDoctor } from './doctor.ts'
import { motoPolicy } from './for-moto.ts'
import { account, MotoAccount, region, type UserKeys } from './moto-account.ts'

const configOf = (role: Role): QueueConfig => ({
  name: `role-${role}`,
  layout: 'in-out',
  statuses: ['pending', 'inprogress', 'completed'],
})

/** A call that each role's policy must refuse. */
const forbidden: Readonly<Record<Role, (roleQueue: RoleQueue) => Promise<unknown>>> = {
  submit: ({ queue }) => queue.next('pending', { waitSeconds: 0 }),
  watch: ({ queue }) => queue.submit({ body: 'x' }),
  work: ({ queue }) => purge(queue.queueNamed(queue.names.queue('pending'))),
  operate: ({ queue }) => queue.queueNamed('role-watch-pending').attributes(),
}

/** Does everything that each role does, with only its policy, on a server that enforces permissions. */
export async function tryRoles(program: { readonly python: string }): Promise<Map<string, Outcome>> {
  await using moto = await MotoAccount.start(program)
  const outcomes = new Map<string, Outcome>()
  const folder = await mkdtemp(join(tmpdir(), 'interop-roles-'))
  try {
    const everything = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] }
    const adminKeys = await moto.addUser('admin', everything)
    const scope = { partition: 'aws', account, region }
    const users = new Map<Role, UserKeys>()
    for (const role of roles) {
      const policy = motoPolicy(rolePolicy(role, [configOf(role)], scope))
      users.set(role, await moto.addUser(role, policy))
    }
    const creator = await moto.addUser('creator', motoPolicy(creationPolicy([newConfig], scope)))
    await moto.enforce()
    outcomes.set(
      'the policy for creating job queues is enough',
      await outcomeOf(() => createWith(moto, creator)),
    )
    for (const role of roles) {
      const user = roleQueue(moto, users.get(role) as UserKeys, role)
      const admin = roleQueue(moto, adminKeys, role)
      try {
        outcomes.set(
          `the policy “${role}” is enough for everything that the role does`,
          await outcomeOf(async () => {
            await admin.queue.ensure()
            await addDeadLetters(admin.queue, admin.queue.config.statuses, 5)
            await roleJourneys[role]({ user, admin, folder })
          }),
        )
        outcomes.set(
          `the policy “${role}” does not allow more`,
          await outcomeOf(() => isRefused(forbidden[role](user))),
        )
      } finally {
        user.clients.close()
        admin.clients.close()
      }
    }
    outcomes.set('the check names a missing permission', await tryDoctor(program))
    return outcomes
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

const newConfig: QueueConfig = { ...configOf('work'), name: 'created' }

/** Creates a job queue with all settings. */
async function createWith({ endpoint }: MotoAccount, credentials: UserKeys): Promise<void> {
  const clients = createClients({ region, credentials, s3Endpoint: endpoint, sqsEndpoint: endpoint })
  const options = { ...awsCreation, expireDays: 30 }
  const plan = planCreation(newConfig, options, { region, bucketRegion: region, existing: [] })
  const { failed } = await createResources(clients, plan)
  clients.close()
  assert.equal(failed, null, `${failed?.resource.name}: ${failed?.error.message}`)
}

function roleQueue({ endpoint }: MotoAccount, keys: UserKeys, role: Role): RoleQueue {
  const endpoints = { s3Endpoint: endpoint, sqsEndpoint: endpoint }
  const clients = createClients({ region, credentials: keys, ...endpoints })
  return { clients, queue: new JobQueue({ config: configOf(role), clients }) }
}

/** moto refuses SQS calls without an error message, so only the status says why. */
async function isRefused(call: Promise<unknown>): Promise<void> {
  const error = await call.then(
    () => null,
    (reason: unknown) => reason,
  )
  assert.ok(error instanceof EngineError, 'The call was allowed.')
  assert.ok(error.code === 'ACCESS_DENIED' || /HTTP 403/.test(error.message), error.message)
}
