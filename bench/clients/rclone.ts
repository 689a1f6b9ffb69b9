import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Contender, ContenderInput } from '../runner/contender.ts'
import { runCommand } from './command.ts'
import { linkFiles } from './linked-files.ts'

/** `rclone copyto` of the large file from or to the server, including its startup. */
export function rcloneCopy(input: ContenderInput, direction: 'up' | 'down'): Contender {
  const bucket = `mock:remotejobs-in-${input.queue}`
  const file = join(input.folder, `rclone-${process.pid}`)
  const copy =
    direction === 'up' ? [join(input.folder, 'large'), `${bucket}/rclone`] : [`${bucket}/seeded`, file]
  const removeFile = (): Promise<void> => rm(file, { force: true })
  return { prepare: removeFile, run: () => rclone(input, ['copyto', ...copy]), close: removeFile }
}

/** `rclone copy` of the small files, `parallel` at a time, including its startup. It sends no messages. */
export async function rcloneCopyFiles(input: ContenderInput): Promise<Contender> {
  const { folder, remove } = await linkFiles(input)
  const copy = [folder, `mock:remotejobs-in-${input.queue}/rclone`]
  const transfers = ['--transfers', String(input.parallel)]
  return { run: () => rclone(input, ['copy', ...copy, ...transfers]), close: remove }
}

function rclone(input: ContenderInput, args: readonly string[]): Promise<void> {
  const env = {
    RCLONE_CONFIG: join(input.folder, 'no-config'),
    RCLONE_CONFIG_MOCK_TYPE: 's3',
    RCLONE_CONFIG_MOCK_PROVIDER: 'Other',
    RCLONE_CONFIG_MOCK_ENDPOINT: input.s3Endpoint,
    RCLONE_CONFIG_MOCK_ACCESS_KEY_ID: input.keys.accessKeyId,
    RCLONE_CONFIG_MOCK_SECRET_ACCESS_KEY: input.keys.secretAccessKey,
    RCLONE_S3_NO_CHECK_BUCKET: 'true',
  }
  return runCommand('rclone', [...args, '--ignore-times'], env)
}
