import { mkdtemp, readdir, readFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { ContenderProcess } from './contender-process.ts'
import type { ContenderSetup } from './turns.ts'

interface CpuProfile {
  readonly nodes: readonly {
    readonly id: number
    readonly callFrame: { readonly functionName: string; readonly url: string }
  }[]
  readonly samples: readonly number[]
  readonly timeDeltas: readonly number[]
}

const maxSpots = 6

/**
 * Runs a contender under the CPU profiler. Returns a sentence with the functions that take the most time.
 */
export async function hotSpots({ module, input }: ContenderSetup, folder: string): Promise<string> {
  const profiles = await mkdtemp(join(folder, 'profile-'))
  const process = await ContenderProcess.open(module, input, profiles)
  await process.run()
  await process.run()
  await process.close()
  const parsed = (await readdir(profiles)).map(
    async (name) => JSON.parse(await readFile(join(profiles, name), 'utf8')) as CpuProfile,
  )
  const times = selfTimes(await Promise.all(parsed))
  const total = times.reduce((sum, [, time]) => sum + time, 0)
  const top = times.slice(0, maxSpots).map(([name, time]) => `${name} ${Math.round((time / total) * 100)} %`)
  return `Self time: ${top.join(', ')}.`
}

/** Returns CPU time by function, in descending order, without idle time. */
export function selfTimes(profiles: readonly CpuProfile[]): [name: string, time: number][] {
  const times = new Map<string, number>()
  for (const { nodes, samples, timeDeltas } of profiles) {
    const names = new Map(nodes.map(({ id, callFrame }) => [id, nameOf(callFrame)]))
    for (const [index, id] of samples.entries()) {
      const name = names.get(id) ?? ''
      if (name === '(idle)' || name === '(root)') continue
      times.set(name, (times.get(name) ?? 0) + (timeDeltas[index] ?? 0))
    }
  }
  return [...times].toSorted(([, a], [, b]) => b - a)
}

function nameOf({ functionName, url }: { readonly functionName: string; readonly url: string }): string {
  const name = functionName || '(anonymous)'
  if (url === '') return name
  const inPackage = /\/node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(url)?.[1]
  return `${name} (${inPackage ?? (url.startsWith('node:') ? url : basename(url))})`
}
