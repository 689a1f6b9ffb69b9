import type { Contender, ContenderInput } from '../runner/contender.ts'
import { statDropped, filePaths, openEngine } from '../clients/engine.ts'

/** Submits files with the engine, like a drop on the window. */
export async function open(input: ContenderInput): Promise<Contender> {
  const engine = await openEngine(input)
  const files = await statDropped(await filePaths(input))
  return {
    run: () => engine.submit(files),
    hasBackgroundWork: true,
    close: () => engine.close(),
  }
}
