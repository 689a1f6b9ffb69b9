import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Judge } from './test-server.ts'

/** Runs with a judge of its own, which is gone afterwards. */
export async function withJudge<T>(work: (judge: Judge) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'remotejob-judge-'))
  const judge = await Judge.start(folder)
  try {
    return await work(judge)
  } finally {
    await judge.kill()
    await rm(folder, { recursive: true, force: true })
  }
}
