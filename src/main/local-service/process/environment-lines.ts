import type { LocalKeys } from './keys.ts'

/** The shells that the lines can be written for. */
export type Shell = 'posix' | 'powershell'

/** Local's address, and its keys. None of them can contain a quote. */
export type LocalTarget = { readonly endpoint: string; readonly region: string; readonly keys: LocalKeys }

/** Variables that would override the lines, or redirect a client. */
export const conflictingVariables = [
  'AWS_PROFILE',
  'AWS_DEFAULT_PROFILE',
  'AWS_SESSION_TOKEN',
  'AWS_SECURITY_TOKEN',
  'AWS_ENDPOINT_URL_S3',
  'AWS_ENDPOINT_URL_SQS',
  'AWS_IGNORE_CONFIGURED_ENDPOINT_URLS',
]

/** The region has two names: the AWS CLI and boto3 read one, the JavaScript SDKs the other. */
export function variablesOf({ endpoint, region, keys }: LocalTarget): Record<string, string> {
  return {
    AWS_ENDPOINT_URL: endpoint,
    AWS_REGION: region,
    AWS_DEFAULT_REGION: region,
    AWS_ACCESS_KEY_ID: keys.accessKeyId,
    AWS_SECRET_ACCESS_KEY: keys.secretAccessKey,
  }
}

/**
 * Returns lines to paste into a terminal, so that an AWS SDK, the AWS CLI or a worker there uses the local
 * service. They contain the secret key.
 */
export function environmentLines(target: LocalTarget, shell: Shell = 'posix'): string {
  const variables = Object.entries(variablesOf(target))
  if (shell === 'posix') {
    return [
      `unset ${conflictingVariables.join(' ')}`,
      ...variables.map(([name, value]) => `export ${name}='${value}'`),
      // A company proxy cannot reach this computer.
      'export NO_PROXY="127.0.0.1${NO_PROXY:+,$NO_PROXY}"',
      // Python and curl prefer the lower-case name.
      'export no_proxy="127.0.0.1${no_proxy:+,$no_proxy}"',
    ].join('\n')
  }
  return [
    `Remove-Item -ErrorAction SilentlyContinue ${conflictingVariables.map((name) => `Env:${name}`).join(', ')}`,
    ...variables.map(([name, value]) => `$env:${name} = '${value}'`),
    "$env:NO_PROXY = (@('127.0.0.1', $env:NO_PROXY) -ne $null) -join ','",
    '$env:no_proxy = $env:NO_PROXY',
  ].join('\n')
}
