import type { Contender, ContenderInput } from '../runner/contender.ts'
import { statDropped, filePaths, openEngine } from '../clients/engine.ts'

const minFiles = 1_000

/**
 * Returns how many files one run submits. Small drops are repeated, because a short run cannot be measured precisely.
 */
export function filesPerRun(filesPerDrop: number): number {
  return filesPerDrop * Math.ceil(minFiles / filesPerDrop)
}

/** Drops `size` files, and repeats the drop until the run is long enough to measure. */
export async function open(input: ContenderInput): Promise<Contender> {
  const engine = await openEngine(input)
  const drop = await statDropped(await filePaths(input))
  return {
    async run() {
      for (let files = 0; files < filesPerRun(drop.length); files += drop.length) {
        await engine.submit(drop)
      }
    },
    hasBackgroundWork: true,
    close: () => engine.close(),
  }
}
