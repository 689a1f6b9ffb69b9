import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Side, SideInput } from '../sample/side.ts'
import { dropped, openEngine } from './engine.ts'

/** A large file up, then a large object down, in an engine that had nothing to do before. */
export async function open(input: SideInput): Promise<Side> {
  const engine = await openEngine(input)
  const folder = join(input.folder, `saved-${process.pid}`)
  await mkdir(folder)
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
