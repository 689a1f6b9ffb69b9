import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Contender, ContenderInput } from '../runner/contender.ts'
import { openEngine } from '../clients/engine.ts'

/** Saves one large object with the engine. */
export async function open(input: ContenderInput): Promise<Contender> {
  const engine = await openEngine(input)
  const folder = join(input.folder, `saved-${process.pid}`)
  const clear = async (): Promise<void> => {
    await rm(folder, { recursive: true, force: true })
    await mkdir(folder)
  }
  return {
    prepare: clear,
    run: () => engine.save('seeded', folder, input.size),
    async close() {
      await rm(folder, { recursive: true, force: true })
      await engine.close()
    },
  }
}
