import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import type { Result } from '../report/result.ts'

const memoryDisk = '/dev/shm'

/** How this run of the benchmark is to be. */
export interface Context {
  /** Small sizes and few samples, for a look. */
  readonly quick: boolean
  /** Samples of each side. */
  readonly samples: number
  /** Only workloads whose name holds one of these. */
  readonly only: readonly string[]
  /** A folder of this run's own, in memory where the system has such a disk. */
  readonly folder: string
  /** Another on the disk. */
  readonly diskFolder: string
  /** Says what is going on. */
  readonly say: (line: string) => void
}

/** A group of rows that are measured together. It looks itself which of its rows are wanted. */
export interface Workload {
  readonly name: string
  readonly run: (context: Context) => Promise<readonly Result[]>
}

/** Whether the rows of a workload are asked for. */
export function isWanted({ only }: Context, workload: string): boolean {
  return only.length === 0 || only.some((word) => workload.includes(word))
}

/** Runs `work` in a context made of the arguments, and tidies up after it. */
export async function inContext<T>(
  args: readonly string[],
  work: (context: Context) => Promise<T>,
): Promise<T> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      quick: { type: 'boolean', default: false },
      readme: { type: 'boolean', default: false },
      samples: { type: 'string' },
      folder: { type: 'string' },
      only: { type: 'string', multiple: true, default: [] },
    },
  })
  const parent = values.folder ?? (existsSync(memoryDisk) ? memoryDisk : tmpdir())
  const folder = await mkdtemp(join(parent, 'remotejob-bench-'))
  const diskFolder = await mkdtemp(join(tmpdir(), 'remotejob-bench-'))
  try {
    return await work({
      quick: values.quick,
      samples: Number(values.samples ?? (values.quick ? 2 : 5)),
      only: values.only,
      folder,
      diskFolder,
      say: (line) => process.stderr.write(`${line}\n`),
    })
  } finally {
    for (const each of [folder, diskFolder]) await rm(each, { recursive: true, force: true })
  }
}
