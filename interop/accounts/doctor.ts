import { strict as assert } from 'node:assert'
import { once } from 'node:events'
import { Doctor } from '../../src/main/connections/doctor/doctor.ts'
import { storedConnection } from '../../src/main/connections/stores/settings-store.ts'
import { plainNetwork } from '../../src/main/engine/aws/network/network.ts'
import { createClients } from '../../src/main/engine/aws/transport/clients.ts'
import { JobQueue } from '../../src/main/engine/job-queue/job-queue.ts'
import { rolePolicy } from '../../src/main/engine/permissions/role-policy.ts'
import type { CheckStep } from '../../src/shared/connections/doctor.ts'
import type { QueueConfig } from '../../src/shared/queues/queues.ts'
import { outcomeOf, type Outcome } from '../table.ts'
import { motoPolicy } from './for-moto.ts'
import { account, MotoAccount, region, type UserKeys } from './moto-account.ts'

const config: QueueConfig = {
  name: 'checked',
  layout: 'in-out',
  statuses: ['pending', 'inprogress', 'completed'],
}

/** Checks a connection whose policy lacks one permission, where permissions are enforced. */
export function tryDoctor(program: { readonly python: string }): Promise<Outcome> {
  return outcomeOf(async () => {
    await using moto = await MotoAccount.start(program)
    const scope = { partition: 'aws', account, region }
    const { Statement, Version } = rolePolicy('watch', [config], scope)
    const complete = await moto.addUser('complete', motoPolicy({ Version, Statement }))
    const lacking = await moto.addUser(
      'lacking',
      motoPolicy({ Version, Statement: Statement.filter(({ Sid }) => Sid !== 'Read') }),
    )
    const { endpoint } = moto
    const clients = createClients({
      region,
      credentials: complete,
      s3Endpoint: endpoint,
      sqsEndpoint: endpoint,
    })
    await new JobQueue({ config, clients }).ensure()
    clients.close()
    await moto.enforce()
    assert.deepEqual(problemsOf(await check(endpoint, complete)), [])
    assert.deepEqual(problemsOf(await check(endpoint, lacking)), [
      'checked: the permission s3:GetObject is missing for remotejobs-in-checked/*.',
      'checked: the permission s3:GetObject is missing for remotejobs-out-checked/*.',
    ])
  })
}

async function check(endpoint: string, keys: UserKeys): Promise<readonly CheckStep[]> {
  const common = { region, bucketRegion: null, s3Endpoint: endpoint, sqsEndpoint: endpoint }
  const doctor = new Doctor(async () => ({
    record: storedConnection.parse({
      ...common,
      kind: 'endpoint',
      id: 'moto',
      label: 'moto',
      queues: [config],
    }),
    access: {
      ...common,
      readOnly: true,
      bucketAccount: null,
      forcePathStyle: true,
      useFips: false,
      useDualstack: false,
      keys,
      profile: null,
      network: plainNetwork,
    },
    hasKeys: true,
    askMfaCode: async () => null,
  }))
  const changes = new EventTarget()
  doctor.onChange(() => changes.dispatchEvent(new Event('change')))
  const subject = { kind: 'connection', connectionId: 'moto' } as const
  doctor.start({ subject, role: 'watch', mayAsk: true })
  while (!doctor.snapshot().isDone) await once(changes, 'change')
  return doctor.snapshot().steps
}

function problemsOf(steps: readonly CheckStep[]): readonly string[] {
  return steps.flatMap(({ findings }) =>
    findings.filter(({ state }) => state === 'problem').map(({ text }) => text),
  )
}
