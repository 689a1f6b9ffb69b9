import { strict as assert } from 'node:assert'
import { randomBytes } from 'node:crypto'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { clientSnippet } from '../../src/main/local-service/process/client-snippets.ts'
import type { LocalTarget } from '../../src/main/local-service/process/environment-lines.ts'
import { outcomeOf } from '../table.ts'
import type { Outcome } from '../table.ts'
import { cleanEnvironment, inFolder, output } from './checks.ts'
import { what } from './what.ts'

/** Runs rclone with the section in its snippet. */
export function tryRclone(
  { rclone }: { readonly rclone: string },
  local: LocalTarget,
): Promise<Map<string, Outcome>> {
  return inFolder(async (folder) => {
    const file = join(folder, 'rclone.conf')
    await writeFile(file, clientSnippet('rclone', local))
    const env = cleanEnvironment(folder)
    const run: Rclone = (...args) =>
      output(rclone, ['--config', file, '--retries', '1', ...args], env, folder)
    const outcomes = new Map<string, Outcome>()
    for (const [row, check] of Object.entries(checks)) {
      outcomes.set(row, await outcomeOf(() => check(run, folder)))
    }
    return outcomes
  })
}

type Rclone = (...args: readonly string[]) => Promise<string>

const remote = 'remotejob-local:rclone-bucket'
const partSizes = ['--s3-chunk-size', '5Mi', '--s3-upload-cutoff', '5Mi', '--s3-copy-cutoff', '5Mi']

const checks: Readonly<Record<string, (rclone: Rclone, folder: string) => Promise<void>>> = {
  [what.buckets]: async (rclone) => {
    await rclone('mkdir', remote)
    assert.match(await rclone('lsd', 'remotejob-local:'), /rclone-bucket/)
  },
  [what.objects]: async (rclone, folder) => {
    await mkdir(join(folder, 'files/inner'), { recursive: true })
    await writeFile(join(folder, 'files/ü a.txt'), 'hello')
    await writeFile(join(folder, 'files/inner/b'), '')
    await rclone('sync', 'files', `${remote}/files`)
    await rclone('check', 'files', `${remote}/files`, '--download')
    assert.equal((await rclone('lsf', '-R', '--files-only', `${remote}/files`)).split('\n').length, 3)
    assert.equal(await rclone('cat', `${remote}/files/ü a.txt`), 'hello')
    // The file's time is metadata, and a second sync must find it unchanged.
    assert.equal(
      (await rclone('sync', 'files', `${remote}/files`, '-v', '--stats-one-line')).includes('Copied'),
      false,
    )
    await rclone('purge', `${remote}/files`)
  },
  [what.parts]: async (rclone, folder) => {
    await writeFile(join(folder, 'large'), randomBytes(12 * 1024 * 1024))
    await rclone('copyto', 'large', `${remote}/large`, ...partSizes)
    await rclone('copyto', `${remote}/large`, 'large again')
    assert.ok((await readFile(join(folder, 'large again'))).equals(await readFile(join(folder, 'large'))))
  },
  [what.copies]: async (rclone, folder) => {
    await writeFile(join(folder, 'small'), 'small')
    await rclone('copyto', 'small', `${remote}/small`)
    await rclone('copyto', `${remote}/small`, `${remote}/small copy`)
    await rclone('copyto', `${remote}/large`, `${remote}/large copy`, ...partSizes)
    await rclone('copyto', `${remote}/large copy`, 'large copy')
    assert.ok((await readFile(join(folder, 'large copy'))).equals(await readFile(join(folder, 'large'))))
  },
  [what.uploads]: async (rclone) => {
    await rclone('backend', 'list-multipart-uploads', 'remotejob-local:rclone-bucket')
    await rclone('cleanup', remote)
  },
  [what.presigned]: async (rclone) => {
    const address = (await rclone('link', '--expire', '10m', `${remote}/small`)).trim()
    const response = await fetch(address)
    assert.equal(await response.text(), 'small')
  },
  [what.missing]: async (rclone) => {
    await assert.rejects(rclone('lsf', 'remotejob-local:nobody-made-this'), /not found/)
  },
}
