import type { Side, SideInput } from '../runner/contender.ts'
import { dropped, filePaths, openEngine } from '../clients/engine.ts'

/** Submits files as a drop on the window does. */
export async function open(input: SideInput): Promise<Side> {
  const engine = await openEngine(input)
  const files = await dropped(await filePaths(input))
  return {
    run: () => engine.submit(files),
    goesOn: true,
    close: () => engine.close(),
  }
}
