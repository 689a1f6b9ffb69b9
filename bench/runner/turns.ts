import type { Context } from './context.ts'
import { ContenderProcess } from './contender-process.ts'
import type { Sample, ContenderInput } from './contender.ts'

/** A contender to start: its module in `contenders/` and its input. */
export interface ContenderSetup {
  readonly module: string
  readonly input: ContenderInput
}

/**
 * Runs the contenders in turns, each in its own process. The first round warms them up and does not count.
 * Returns the samples of each contender.
 */
export async function runInTurns(
  context: Context,
  setups: readonly ContenderSetup[],
): Promise<readonly Sample[][]> {
  const processes: ContenderProcess[] = []
  const samples = setups.map((): Sample[] => [])
  try {
    for (const { module, input } of setups) processes.push(await ContenderProcess.open(module, input))
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

/** Runs one contender, in a new process for each sample. */
export async function runInNewProcesses(
  context: Context,
  { module, input }: ContenderSetup,
): Promise<readonly Sample[]> {
  const samples: Sample[] = []
  while (samples.length < context.samples) {
    const process = await ContenderProcess.open(module, input)
    samples.push(await process.run())
    await process.close()
  }
  return samples
}
