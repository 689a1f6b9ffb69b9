import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Side, SideInput } from '../runner/contender.ts'
import { dropped, filePaths, openEngine } from '../clients/engine.ts'

/** A large file up, then a large object down, in an engine whose threads run and that did little before. */
export async function open(input: SideInput): Promise<Side> {
  const engine = await openEngine(input)
  const folder = join(input.folder, `saved-${process.pid}`)
  await mkdir(folder)
  const small = await dropped(await filePaths({ ...input, size: 1 }))
  for (const each of small) await engine.store(each)
  const [file] = await dropped([join(input.folder, 'large')])
  if (file === undefined) throw new Error('There is no file.')
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
