import type { Side, SideInput } from '../sample/side.ts'
import { filePaths, openEngine } from './engine.ts'

/** Submits files as a drop on the window does. */
export async function open(input: SideInput): Promise<Side> {
  const engine = await openEngine(input)
  const paths = await filePaths(input)
  return {
    run: () => engine.submit(paths),
    close: () => engine.close(),
  }
}
