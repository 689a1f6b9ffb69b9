import { join } from 'node:path'
import type { Side, SideInput } from '../runner/contender.ts'
import { dropped, openEngine } from '../clients/engine.ts'

/** Uploads one large file. */
export async function open(input: SideInput): Promise<Side> {
  const engine = await openEngine(input)
  const [file] = await dropped([join(input.folder, 'large')])
  if (file === undefined) throw new Error('There is no file.')
  return {
    run: () => engine.store(file),
    close: () => engine.close(),
  }
}
