import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Contender, ContenderInput } from '../runner/contender.ts'
import { runCommand } from './command.ts'

/** `rclone copyto` from or to the server, including its startup. */
export function rcloneCopy(input: ContenderInput, direction: 'up' | 'down'): Contender {
  const env = {
    RCLONE_CONFIG: join(input.folder, 'no-config'),
    RCLONE_CONFIG_MOCK_TYPE: 's3',
    RCLONE_CONFIG_MOCK_PROVIDER: 'Other',
    RCLONE_CONFIG_MOCK_ENDPOINT: input.s3Endpoint,
    RCLONE_CONFIG_MOCK_ACCESS_KEY_ID: input.keys.accessKeyId,
    RCLONE_CONFIG_MOCK_SECRET_ACCESS_KEY: input.keys.secretAccessKey,
    RCLONE_S3_NO_CHECK_BUCKET: 'true',
  }
  const bucket = `mock:remotejobs-in-${input.queue}`
  const file = join(input.folder, `rclone-${process.pid}`)
  const copy =
    direction === 'up' ? [join(input.folder, 'large'), `${bucket}/rclone`] : [`${bucket}/seeded`, file]
  const removeFile = (): Promise<void> => rm(file, { force: true })
  return {
    prepare: removeFile,
    run: () => runCommand('rclone', ['copyto', ...copy, '--ignore-times'], env),
    close: removeFile,
  }
}
