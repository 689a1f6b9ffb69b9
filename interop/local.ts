import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Harness, keys } from '../src/main/local-service/testing/harness.ts'
import type { LocalTarget } from '../src/main/local-service/process/environment-lines.ts'

/** A separate Local server. */
export type Local = AsyncDisposable & LocalTarget

export async function startLocal(): Promise<Local> {
  const folder = await mkdtemp(join(tmpdir(), 'interop-local-'))
  const harness = new Harness(folder)
  return {
    endpoint: await harness.ready(),
    region: 'us-west-1',
    keys,
    [Symbol.asyncDispose]: async () => {
      await harness.service.stop()
      await rm(folder, { recursive: true, force: true })
    },
  }
}
