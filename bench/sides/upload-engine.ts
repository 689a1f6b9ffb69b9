import { join } from 'node:path'
import type { Side, SideInput } from '../sample/side.ts'
import { openEngine } from './engine.ts'

/** Uploads one large file. */
export async function open(input: SideInput): Promise<Side> {
  const engine = await openEngine(input)
  return {
    run: () => engine.store(join(input.folder, 'large')),
    close: () => engine.close(),
  }
}
