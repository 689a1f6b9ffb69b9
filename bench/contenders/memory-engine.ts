import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Contender, ContenderInput } from '../runner/contender.ts'
import { statDropped, filePaths, openEngine } from '../clients/engine.ts'

/** Uploads a large file, then downloads a large object. A small upload starts the engine's threads first. */
export async function open(input: ContenderInput): Promise<Contender> {
  const engine = await openEngine(input)
  const folder = join(input.folder, `saved-${process.pid}`)
  await mkdir(folder)
  const small = await statDropped(await filePaths({ ...input, size: 1 }))
  for (const each of small) await engine.store(each)
  const [file] = await statDropped([join(input.folder, 'large')])
  if (file === undefined) throw new Error('The large file is missing.')
  return {
    async run() {
      await engine.store(file)
      await engine.save('seeded', folder, input.size)
    },
    async close() {
      await rm(folder, { recursive: true, force: true })
      await engine.close()
    },
  }
}
