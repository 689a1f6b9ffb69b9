import { strict as assert } from 'node:assert'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  GetBucketEncryptionCommand,
  GetBucketLifecycleConfigurationCommand,
  GetBucketPolicyCommand,
  GetPublicAccessBlockCommand,
} from '@aws-sdk/client-s3'
import { readAttributes } from '../../src/main/engine/aws/sqs/queue-admin.ts'
import { SqsQueue } from '../../src/main/engine/aws/sqs/sqs-queue.ts'
import { createClients, type EngineClients } from '../../src/main/engine/aws/transport/clients.ts'
import { createResources } from '../../src/main/engine/creation/create-resources.ts'
import { planCreation, type CreationPlan } from '../../src/main/engine/creation/creation-plan.ts'
import { awsCliScript } from '../../src/main/engine/creation/exports/aws-cli.ts'
import { cloudFormation } from '../../src/main/engine/creation/exports/cloudformation.ts'
import { terraform } from '../../src/main/engine/creation/exports/terraform.ts'
import { awsCreation } from '../../src/shared/queues/creation-options.ts'
import { cleanEnvironment, output } from '../clients/checks.ts'
import { outcomeOf, type Outcome } from '../table.ts'
import { MotoAccount, region } from './moto-account.ts'

const options = { ...awsCreation, expireDays: 30, visibilitySeconds: 90 }
const kms = {
  ...options,
  encryption: 'kms',
  kmsKey: 'arn:aws:kms:us-west-1:123456789012:key/11111111-2222-3333-4444-555555555555',
} as const

/** Plans for several kinds of job queue. */
const plans: readonly CreationPlan[] = [
  planOf('export-all', options),
  planOf('export-kms', kms),
  planOf('export-plain', { ...options, tlsOnly: false, maxReceives: null, encryption: 'default' }),
  planOf('export-split', options, 'us-east-1'),
  planOf('export-rest', options, region, ['export-rest-dead', 'remotejobs-in-export-rest']),
]

function planOf(
  name: string,
  chosen: Parameters<typeof planCreation>[1],
  bucketRegion = region,
  existing: readonly string[] = [],
): CreationPlan {
  const config = { name, layout: 'in-out' as const, statuses: ['pending', 'inprogress', 'completed'] }
  return planCreation(config, chosen, { region, bucketRegion, existing })
}

/** Checks templates with cfn-lint. */
export function tryCloudFormation({ python }: { readonly python: string }): Promise<Outcome> {
  return inFolder(async (folder) => {
    for (const plan of plans) {
      const file = join(folder, `${plan.config.name}.template.json`)
      await writeFile(file, cloudFormation(plan))
      // Bypasses cfn-lint's own script, which contains the path of the folder that pip installed it in. The
      // folder has since been renamed.
      const program = 'import sys; from cfnlint.runner import main; sys.exit(main())'
      const options = ['--non-zero-exit-code', 'warning', file]
      await output(python, ['-c', program, ...options], cleanEnvironment(folder), folder)
    }
  })
}

/** Checks configurations with `terraform fmt`, which also finds syntax errors. Validating needs the provider. */
export function tryTerraform({ terraform: program }: { readonly terraform: string }): Promise<Outcome> {
  return inFolder(async (folder) => {
    for (const plan of plans) {
      const file = join(folder, `${plan.config.name}.tf`)
      await writeFile(file, terraform(plan))
      await output(program, ['fmt', '-check', '-diff', file], cleanEnvironment(folder), folder)
    }
  })
}

/** Runs the commands on one moto, creates the same plan with the app on another, and compares everything. */
export function tryCommands(
  moto: { readonly python: string },
  cli: { readonly python: string },
): Promise<Outcome> {
  return inFolder(async (folder) => {
    await using byApp = await MotoAccount.start(moto)
    await using byCli = await MotoAccount.start(moto)
    await writeFile(join(folder, 'aws'), `#!/bin/sh\nexec '${cli.python}' -m awscli "$@"\n`, { mode: 0o755 })
    for (const plan of [plans[0], plans[1], plans[4]].filter((one) => one !== undefined)) {
      const [app, other] = [connect(byApp), connect(byCli)]
      try {
        if (plan.config.name === 'export-rest') {
          await new SqsQueue(app, 'export-rest-dead').create()
          await new SqsQueue(other, 'export-rest-dead').create()
        }
        const { failed } = await createResources(app, plan)
        assert.equal(failed, null, failed?.error.message)
        const { endpoint } = byCli
        const script = awsCliScript(plan, { profile: null, s3Endpoint: endpoint, sqsEndpoint: endpoint })
        const file = join(folder, 'create.sh')
        await writeFile(file, script)
        await output('sh', [file], environmentOf(folder), folder)
        assert.deepEqual(await stateOf(other, plan), await stateOf(app, plan))
      } finally {
        app.close()
        other.close()
      }
    }
  })
}

function connect({ endpoint }: MotoAccount): EngineClients {
  const endpoints = { s3Endpoint: endpoint, sqsEndpoint: endpoint }
  const credentials = { accessKeyId: 'AKIAINTEROPINTEROP00', secretAccessKey: 'interop' }
  return createClients({ region, credentials, ...endpoints })
}

function environmentOf(folder: string) {
  const env = cleanEnvironment(folder)
  return {
    ...env,
    PATH: `${folder}:${process.env['PATH'] ?? ''}`,
    AWS_ACCESS_KEY_ID: 'AKIAINTEROPINTEROP00',
    AWS_SECRET_ACCESS_KEY: 'interop',
    AWS_PAGER: '',
  }
}

/** Everything that the server reports about a plan's resources, without times and addresses. */
async function stateOf(clients: EngineClients, { buckets, queues }: CreationPlan): Promise<unknown> {
  const state: unknown[] = []
  for (const { name: Bucket } of buckets) {
    const { s3 } = clients
    const [encryption, access, policy, lifecycle] = [
      await read(s3.send(new GetBucketEncryptionCommand({ Bucket }))),
      await read(s3.send(new GetPublicAccessBlockCommand({ Bucket }))),
      await read(s3.send(new GetBucketPolicyCommand({ Bucket }))),
      await read(s3.send(new GetBucketLifecycleConfigurationCommand({ Bucket }))),
    ]
    state.push(Bucket, ...[encryption, access, policy, lifecycle].map(withoutMetadata))
  }
  for (const { name } of queues) {
    const {
      CreatedTimestamp: _,
      LastModifiedTimestamp: __,
      ...rest
    } = await readAttributes(new SqsQueue(clients, name))
    state.push(name, rest)
  }
  return state
}

/** Returns the response, or the name of the error. */
async function read<T>(call: Promise<T>): Promise<T | string> {
  return call.catch((error: unknown) => (error instanceof Error ? error.name : 'unknown'))
}

function withoutMetadata(response: object | string): unknown {
  return typeof response === 'string' ? response : { ...response, $metadata: null }
}

async function inFolder(work: (folder: string) => Promise<void>): Promise<Outcome> {
  const folder = await mkdtemp(join(tmpdir(), 'interop-exports-'))
  try {
    return await outcomeOf(() => work(folder))
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
