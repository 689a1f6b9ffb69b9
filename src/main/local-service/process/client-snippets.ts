import { environmentLines, conflictingVariables, variablesOf } from './environment-lines.ts'
import type { LocalTarget } from './environment-lines.ts'
import type { LocalSnippet } from '../../../shared/connections/connections.ts'

/** Returns a snippet that makes a client use the local service. It contains the secret key. */
export function clientSnippet(snippet: LocalSnippet, target: LocalTarget): string {
  return snippets[snippet](target)
}

const snippets: Readonly<Record<LocalSnippet, (target: LocalTarget) => string>> = {
  posix: (target) => environmentLines(target, 'posix'),
  powershell: (target) => environmentLines(target, 'powershell'),

  'aws-sdk-2': ({
    endpoint,
    region,
    keys,
  }) => `// aws-sdk 2 does not read AWS_ENDPOINT_URL. Run this before the worker creates its clients.
const AWS = require('aws-sdk')
AWS.config.update({
  region: '${region}',
  accessKeyId: '${keys.accessKeyId}',
  secretAccessKey: '${keys.secretAccessKey}',
  s3ForcePathStyle: true,
  s3: { endpoint: '${endpoint}' },
  sqs: { endpoint: '${endpoint}' },
})
`,

  boto3: ({ endpoint, region, keys }) => `import boto3

local = dict(
    endpoint_url='${endpoint}',
    region_name='${region}',
    aws_access_key_id='${keys.accessKeyId}',
    aws_secret_access_key='${keys.secretAccessKey}',
)
s3 = boto3.client('s3', **local)
sqs = boto3.client('sqs', **local)
`,

  // Version 1 of the AWS CLI does not read AWS_ENDPOINT_URL for SQS, and versions before 2023 not at all.
  'aws-cli': (target) => {
    const { AWS_ENDPOINT_URL: _, ...variables } = variablesOf(target)
    const unset = conflictingVariables.map((name) => `-u ${name}`).join(' ')
    const set = Object.entries(variables).map(([name, value]) => `    ${name}='${value}' \\`)
    return [
      '# Use it like aws: aws_local s3 ls',
      'aws_local() {',
      `  env ${unset} \\`,
      ...set,
      '    NO_PROXY=127.0.0.1 no_proxy=127.0.0.1 \\',
      `    aws --endpoint-url '${target.endpoint}' "$@"`,
      '}',
      '',
    ].join('\n')
  },

  rclone: ({ endpoint, region, keys }) => `[remotejob-local]
type = s3
provider = Other
env_auth = false
access_key_id = ${keys.accessKeyId}
secret_access_key = ${keys.secretAccessKey}
region = ${region}
endpoint = ${endpoint}
force_path_style = true
`,
}
