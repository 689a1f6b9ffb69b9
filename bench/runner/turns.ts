import type { Context } from './context.ts'
import { SampleProcess } from './contender-process.ts'
import type { Sample, SideInput } from './contender.ts'

/** A side to be opened: a module of `sides/` and what it is told. */
export interface Turn {
  readonly module: string
  readonly input: SideInput
}

/**
 * Runs the sides by turns, each in a process of its own that has done the same once before, which does not
 * count. Answers with the samples of each.
 */
export async function takeTurns(context: Context, turns: readonly Turn[]): Promise<readonly Sample[][]> {
  const processes: SampleProcess[] = []
  const samples = turns.map((): Sample[] => [])
  try {
    for (const { module, input } of turns) processes.push(await SampleProcess.open(module, input))
    for (let round = -1; round < context.samples; round += 1) {
      for (const [index, process] of processes.entries()) {
        const sample = await process.run()
        if (round >= 0) samples[index]?.push(sample)
      }
    }
    for (const process of processes) await process.close()
    return samples
  } catch (error) {
    for (const process of processes) process.kill()
    throw error
  }
}

/** Runs one side in a fresh process for each sample. */
export async function takeFresh(context: Context, { module, input }: Turn): Promise<readonly Sample[]> {
  const samples: Sample[] = []
  while (samples.length < context.samples) {
    const process = await SampleProcess.open(module, input)
    samples.push(await process.run())
    await process.close()
  }
  return samples
}
