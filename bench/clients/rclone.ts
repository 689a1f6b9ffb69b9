import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Side, SideInput } from '../runner/contender.ts'
import { runCommand } from './command.ts'

/** `rclone copyto` from or to the sink, its start included. */
export function rcloneCopy(input: SideInput, direction: 'up' | 'down'): Side {
  const env = {
    RCLONE_CONFIG: join(input.folder, 'no-config'),
    RCLONE_CONFIG_SINK_TYPE: 's3',
    RCLONE_CONFIG_SINK_PROVIDER: 'Other',
    RCLONE_CONFIG_SINK_ENDPOINT: input.s3Endpoint,
    RCLONE_CONFIG_SINK_ACCESS_KEY_ID: input.keys.accessKeyId,
    RCLONE_CONFIG_SINK_SECRET_ACCESS_KEY: input.keys.secretAccessKey,
    RCLONE_S3_NO_CHECK_BUCKET: 'true',
  }
  const bucket = `sink:remotejobs-in-${input.queue}`
  const file = join(input.folder, `rclone-${process.pid}`)
  const copy =
    direction === 'up' ? [join(input.folder, 'large'), `${bucket}/rclone`] : [`${bucket}/seeded`, file]
  const empty = (): Promise<void> => rm(file, { force: true })
  return {
    prepare: empty,
    run: () => runCommand('rclone', ['copyto', ...copy, '--ignore-times'], env),
    close: empty,
  }
}
