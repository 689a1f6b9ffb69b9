import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Contender, ContenderInput } from '../runner/contender.ts'
import { runCommand } from './command.ts'
import { linkFiles } from './linked-files.ts'

/** `s5cmd cp` of the large file from or to the server, including its startup. It verifies no checksum. */
export function s5cmdCopy(input: ContenderInput, direction: 'up' | 'down'): Contender {
  const bucket = `s3://remotejobs-in-${input.queue}`
  const file = join(input.folder, `s5cmd-${process.pid}`)
  const copy =
    direction === 'up' ? [join(input.folder, 'large'), `${bucket}/s5cmd`] : [`${bucket}/seeded`, file]
  const removeFile = (): Promise<void> => rm(file, { force: true })
  return { prepare: removeFile, run: () => s5cmd(input, copy), close: removeFile }
}

/** `s5cmd cp` of the small files, including its startup. It sends no messages. */
export async function s5cmdCopyFiles(input: ContenderInput): Promise<Contender> {
  const { folder, remove } = await linkFiles(input)
  const copy = [`${folder}/*`, `s3://remotejobs-in-${input.queue}/s5cmd/`]
  return { run: () => s5cmd(input, copy), close: remove }
}

function s5cmd(input: ContenderInput, copy: readonly string[]): Promise<void> {
  const env = {
    AWS_ACCESS_KEY_ID: input.keys.accessKeyId,
    AWS_SECRET_ACCESS_KEY: input.keys.secretAccessKey,
    AWS_REGION: 'us-west-1',
    AWS_CONFIG_FILE: join(input.folder, 'no-config'),
  }
  return runCommand('s5cmd', ['--endpoint-url', input.s3Endpoint, '--log', 'error', 'cp', ...copy], env)
}
