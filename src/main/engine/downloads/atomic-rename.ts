import { link, open, rename, unlink } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { EngineError } from '../errors/engine-error.ts'
import { numberedName } from '../files/safe-file-name.ts'
import { errnoOf } from './save-error.ts'

const mostNumbers = 10_000

/** Gives a part file the name, numbered where it is taken; overwrites nothing. Answers with its path. */
export async function publish(part: string, folder: string, name: string): Promise<string> {
  for (let number = 1; number <= mostNumbers; number += 1) {
    const goal = join(folder, number === 1 ? name : numberedName(name, number))
    if (await claimName(part, goal)) return goal
  }
  throw new EngineError(
    'INTERNAL',
    `There are more than ${mostNumbers} files named ${name} in this folder.`,
    {
      hint: 'Choose another folder.',
    },
  )
}

/** Gives a part file the name of the very file that the person agreed to replace. */
export async function replace(part: string, path: string): Promise<string> {
  const goal = join(dirname(part), basename(path))
  await rename(part, goal)
  return goal
}

/** A plain rename would overwrite what came there meanwhile; a hard link fails instead. */
async function claimName(part: string, goal: string): Promise<boolean> {
  try {
    await link(part, goal)
  } catch (error) {
    if (errnoOf(error) === 'EEXIST') return false
    // FAT, exFAT and many network disks have no hard links. A missing folder fails again below.
    return await reserveName(part, goal)
  }
  await unlink(part).catch(() => undefined)
  return true
}

async function reserveName(part: string, goal: string): Promise<boolean> {
  try {
    await (await open(goal, 'wx', 0o600)).close()
  } catch (error) {
    if (errnoOf(error) === 'EEXIST') return false
    throw error
  }
  try {
    await rename(part, goal)
  } catch (error) {
    await unlink(goal).catch(() => undefined)
    throw error
  }
  return true
}
