import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import type { Result } from '../report/result.ts'

const ramDisk = '/dev/shm'

/** The options and folders of this run. */
export interface Context {
  /** Small sizes and few samples, for a first impression. */
  readonly quick: boolean
  /** Samples of each contender. */
  readonly samples: number
  /** Runs only workloads whose name contains one of these words. Empty means all. */
  readonly only: readonly string[]
  /** A temporary folder of this run, on a RAM disk if the system has one. */
  readonly folder: string
  /** Another temporary folder, on a real disk. */
  readonly diskFolder: string
  /** Prints progress. */
  readonly log: (line: string) => void
}

/** One or more workloads measured together. `run` skips those that `isSelected` excludes. */
export interface Scenario {
  readonly name: string
  readonly run: (context: Context) => Promise<readonly Result[]>
}

/** True if `--only` selects a workload. */
export function isSelected({ only }: Context, workload: string): boolean {
  return only.length === 0 || only.some((word) => workload.includes(word))
}

/** Parses the arguments, runs `work` and removes its temporary folders. */
export async function withContext<T>(
  args: readonly string[],
  work: (context: Context) => Promise<T>,
): Promise<T> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      quick: { type: 'boolean', default: false },
      // Handled by scripts/bench.mjs.
      save: { type: 'boolean', default: false },
      samples: { type: 'string' },
      folder: { type: 'string' },
      only: { type: 'string', multiple: true, default: [] },
    },
  })
  const parent = values.folder ?? (existsSync(ramDisk) ? ramDisk : tmpdir())
  const folder = await mkdtemp(join(parent, 'remotejob-bench-'))
  const diskFolder = await mkdtemp(join(tmpdir(), 'remotejob-bench-'))
  try {
    return await work({
      quick: values.quick,
      samples: Number(values.samples ?? (values.quick ? 2 : 5)),
      only: values.only,
      folder,
      diskFolder,
      log: (line) => process.stderr.write(`${line}\n`),
    })
  } finally {
    for (const each of [folder, diskFolder]) await rm(each, { recursive: true, force: true })
  }
}
