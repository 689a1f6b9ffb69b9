import type { LocalKeys } from './keys.ts'

/** The shells whose syntax the lines can have. */
export type Shell = 'posix' | 'powershell'

/**
 * Lines to paste into a terminal so that an AWS SDK, the AWS CLI or a worker there uses the local service. They contain
 * the secret key.
 */
export function environmentLines(
  target: { readonly endpoint: string; readonly region: string; readonly keys: LocalKeys },
  shell: Shell = 'posix',
): string {
  const values = {
    AWS_ENDPOINT_URL: target.endpoint,
    AWS_REGION: target.region,
    AWS_ACCESS_KEY_ID: target.keys.accessKeyId,
    AWS_SECRET_ACCESS_KEY: target.keys.secretAccessKey,
  }
  // None of the values can contain a quote: an address, a region's name, base32 and base64.
  return Object.entries(values)
    .map(([name, value]) => (shell === 'posix' ? `export ${name}='${value}'` : `$env:${name} = '${value}'`))
    .join('\n')
}
