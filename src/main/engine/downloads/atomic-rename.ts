import { link, open, rename, unlink } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { EngineError } from '../errors/engine-error.ts'
import { errnoOf } from '../errors/errno.ts'
import { numberedName, shortenName } from '../files/safe-file-name.ts'

const maxNumber = 10_000

/** Lengths to try if a disk or a folder does not allow a longer name, in bytes. */
const shorterBytes = [140, 100, 60, 30]

/**
 * Moves a part file to its final name, which is numbered if taken and shortened if the disk does not accept
 * its length. Overwrites nothing. Returns the path.
 */
export async function publish(part: string, folder: string, name: string): Promise<string> {
  const shorter = shorterBytes.filter((bytes) => bytes < Buffer.byteLength(name))
  let failure: unknown
  for (const candidate of [name, ...shorter.map((bytes) => shortenName(name, bytes))]) {
    try {
      return await publishAs(part, folder, candidate)
    } catch (error) {
      if (errnoOf(error) !== 'ENAMETOOLONG') throw error
      failure ??= error
    }
  }
  throw failure
}

async function publishAs(part: string, folder: string, name: string): Promise<string> {
  for (let number = 1; number <= maxNumber; number += 1) {
    const target = join(folder, number === 1 ? name : numberedName(name, number))
    if (await linkTo(part, target)) return target
  }
  throw new EngineError('INTERNAL', `There are more than ${maxNumber} files named ${name} in this folder.`, {
    hint: 'Choose another folder.',
  })
}

/** Replaces the file at `path` with a part file. Call this only after the user has agreed. Returns the path. */
export async function replace(part: string, path: string): Promise<string> {
  const target = join(dirname(part), basename(path))
  await rename(part, target)
  return target
}

/** A rename would overwrite a file created in the meantime. A hard link fails instead. */
async function linkTo(part: string, target: string): Promise<boolean> {
  try {
    await link(part, target)
  } catch (error) {
    if (errnoOf(error) === 'EEXIST') return false
    // FAT, exFAT and many network disks do not support hard links. A missing folder fails again below.
    return await reserveName(part, target)
  }
  await unlink(part).catch(() => undefined)
  return true
}

async function reserveName(part: string, target: string): Promise<boolean> {
  try {
    await (await open(target, 'wx', 0o600)).close()
  } catch (error) {
    if (errnoOf(error) === 'EEXIST') return false
    throw error
  }
  try {
    await rename(part, target)
  } catch (error) {
    await unlink(target).catch(() => undefined)
    throw error
  }
  return true
}
