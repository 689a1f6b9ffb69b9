import { join } from 'node:path'
import type { Contender, ContenderInput } from '../runner/contender.ts'
import { statDropped, openEngine } from '../clients/engine.ts'

/** Uploads one large file with the engine. */
export async function open(input: ContenderInput): Promise<Contender> {
  const engine = await openEngine(input)
  const [file] = await statDropped([join(input.folder, 'large')])
  if (file === undefined) throw new Error('The large file is missing.')
  return {
    run: () => engine.store(file),
    close: () => engine.close(),
  }
}
