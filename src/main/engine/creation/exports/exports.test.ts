import { describe, expect, test } from 'vitest'
import { awsCreation, plainCreation } from '../../../../shared/queues/creation-options.ts'
import type { QueueConfig } from '../../../../shared/queues/queues.ts'
import { planCreation } from '../creation-plan.ts'
import { awsCliScript } from './aws-cli.ts'
import { cloudFormation } from './cloudformation.ts'
import { hclText } from './hcl.ts'
import { terraform } from './terraform.ts'

const config: QueueConfig = {
  name: 'demo',
  layout: 'in-out',
  statuses: ['pending', 'inprogress', 'completed'],
}
const target = { region: 'us-west-1', bucketRegion: 'us-west-1', existing: [] }
const aws = { profile: 'work', s3Endpoint: null, sqsEndpoint: null }

interface Template {
  readonly Parameters?: object
  readonly Resources: Readonly<Record<string, { readonly Type: string; readonly Condition?: string }>>
}
const templateOf = (text: string) => JSON.parse(text) as Template

describe('CloudFormation', () => {
  test('has every resource with its policy', () => {
    const { Resources, Parameters } = templateOf(cloudFormation(planCreation(config, awsCreation, target)))
    expect(Parameters).toBeUndefined()
    expect(Object.entries(Resources).map(([name, { Type }]) => `${name} ${Type}`)).toEqual([
      'RemotejobsInDemo AWS::S3::Bucket',
      'RemotejobsInDemoPolicy AWS::S3::BucketPolicy',
      'RemotejobsOutDemo AWS::S3::Bucket',
      'RemotejobsOutDemoPolicy AWS::S3::BucketPolicy',
      'DemoDead AWS::SQS::Queue',
      'DemoDeadPolicy AWS::SQS::QueuePolicy',
      'DemoPending AWS::SQS::Queue',
      'DemoPendingPolicy AWS::SQS::QueuePolicy',
      'DemoInprogress AWS::SQS::Queue',
      'DemoInprogressPolicy AWS::SQS::QueuePolicy',
      'DemoCompleted AWS::SQS::Queue',
      'DemoCompletedPolicy AWS::SQS::QueuePolicy',
    ])
  })

  test('has a part for each region', () => {
    const plan = planCreation(config, awsCreation, { ...target, bucketRegion: 'us-east-1' })
    const { Resources, Parameters } = templateOf(cloudFormation(plan))
    expect(Parameters).toBeDefined()
    expect(Resources['RemotejobsInDemo']?.Condition).toBe('HasBuckets')
    expect(Resources['DemoPendingPolicy']?.Condition).toBe('HasQueues')
  })

  test('omits what already exists', () => {
    const existing = ['remotejobs-in-demo', 'demo-dead', 'demo-pending']
    const { Resources } = templateOf(
      cloudFormation(planCreation(config, awsCreation, { ...target, existing })),
    )
    expect(Object.keys(Resources)).not.toContain('DemoDead')
    expect(JSON.stringify(Resources['DemoCompleted'])).toContain(
      'arn:${AWS::Partition}:sqs:${AWS::Region}:${AWS::AccountId}:demo-dead',
    )
  })
})

describe('Terraform', () => {
  test("has a provider for the buckets' region", () => {
    const plan = planCreation(config, awsCreation, { ...target, bucketRegion: 'us-east-1' })
    const text = terraform(plan)
    expect(text).toContain('  alias  = "buckets"\n  region = "us-east-1"')
    expect(text.match(/provider += aws\.buckets/g)).toHaveLength(2 * 5)
  })

  test('reads an existing dead-letter queue', () => {
    const text = terraform(planCreation(config, awsCreation, { ...target, existing: ['demo-dead'] }))
    expect(text).toContain('data "aws_sqs_queue" "dead"')
    expect(text).toContain('deadLetterTargetArn = data.aws_sqs_queue.dead.arn')
  })

  test('escapes interpolation', () => {
    const block = { type: 'a', labels: ['${b}'], values: { c: '${d} %{e} "f"\n' } }
    expect(hclText([block])).toBe('a "$${b}" {\n  c = "$${d} %%{e} \\"f\\"\\n"\n}\n')
  })
})

describe('AWS CLI commands', () => {
  test("use the connection's profile and region", () => {
    const lines = awsCliScript(planCreation(config, plainCreation, target), aws).split('\n')
    const commands = lines.filter((line) => line.startsWith('aws '))
    expect(commands).toHaveLength(5)
    expect(commands.every((line) => line.includes("--region us-west-1 --profile 'work'"))).toBe(true)
  })

  test('contain no text that the shell would run', () => {
    const evil = { ...aws, profile: "a'; rm -rf $HOME `x`" }
    const script = awsCliScript(planCreation(config, plainCreation, target), evil)
    expect(script).not.toContain('rm -rf')
    expect(script).toContain('# Set AWS_PROFILE to your profile first.')
    const quoted = awsCliScript(planCreation(config, plainCreation, target), {
      ...aws,
      s3Endpoint: "https://s3.example/'$(x)",
    })
    expect(quoted).toContain(`--endpoint-url 'https://s3.example/'\\''$(x)'`)
  })
})
