import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Contender, ContenderInput } from '../runner/contender.ts'
import { runCommand } from './command.ts'

/** `aws s3 cp` from or to the server, including its startup. */
export function awsCopy(input: ContenderInput, direction: 'up' | 'down'): Contender {
  const env = {
    AWS_ACCESS_KEY_ID: input.keys.accessKeyId,
    AWS_SECRET_ACCESS_KEY: input.keys.secretAccessKey,
    AWS_REGION: 'us-west-1',
    AWS_CONFIG_FILE: join(input.folder, 'no-config'),
    // The CLI's default checksums would make the comparison unfair: no other contender streams them.
    AWS_REQUEST_CHECKSUM_CALCULATION: 'when_required',
    AWS_RESPONSE_CHECKSUM_VALIDATION: 'when_required',
  }
  const bucket = `s3://remotejobs-in-${input.queue}`
  const file = join(input.folder, `aws-${process.pid}`)
  const copy =
    direction === 'up' ? [join(input.folder, 'large'), `${bucket}/aws-cli`] : [`${bucket}/seeded`, file]
  const removeFile = (): Promise<void> => rm(file, { force: true })
  return {
    prepare: removeFile,
    run: () =>
      runCommand('aws', ['s3', 'cp', ...copy, '--endpoint-url', input.s3Endpoint, '--only-show-errors'], env),
    close: removeFile,
  }
}
