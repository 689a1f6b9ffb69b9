import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Side, SideInput } from '../runner/contender.ts'
import { openEngine } from '../clients/engine.ts'

/** Saves one large object as a file. */
export async function open(input: SideInput): Promise<Side> {
  const engine = await openEngine(input)
  const folder = join(input.folder, `saved-${process.pid}`)
  const empty = async (): Promise<void> => {
    await rm(folder, { recursive: true, force: true })
    await mkdir(folder)
  }
  return {
    prepare: empty,
    run: () => engine.save('seeded', folder, input.size),
    async close() {
      await rm(folder, { recursive: true, force: true })
      await engine.close()
    },
  }
}
