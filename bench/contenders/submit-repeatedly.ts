import type { Side, SideInput } from '../runner/contender.ts'
import { dropped, filePaths, openEngine } from '../clients/engine.ts'

const filesAtLeast = 1_000

/** How many files one run submits, so that a small drop is measured as long as a large one. */
export function filesOf(dropped: number): number {
  return dropped * Math.ceil(filesAtLeast / dropped)
}

/** Drops so many files, and again until the run is long enough to be measured. */
export async function open(input: SideInput): Promise<Side> {
  const engine = await openEngine(input)
  const dropping = await dropped(await filePaths(input))
  return {
    async run() {
      for (let files = 0; files < filesOf(dropping.length); files += dropping.length) {
        await engine.submit(dropping)
      }
    },
    goesOn: true,
    close: () => engine.close(),
  }
}
