import { randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, open, readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

const chunkBytes = 8 * 1_048_576

/** Creates files of 10 KiB in `folder/files` until there are `count`. All have different content. */
export async function makeSmallFiles(folder: string, count: number): Promise<void> {
  await mkdir(join(folder, 'files'), { recursive: true })
  const existing = (await readdir(join(folder, 'files'))).length
  const noise = randomBytes(10_240)
  for (let number = existing; number < count; number += 1) {
    noise.writeUInt32BE(number)
    await writeFile(join(folder, 'files', `${String(number).padStart(6, '0')}.bin`), noise)
  }
}

/** Creates the file `folder/large` of `size` bytes, unless it exists. */
export async function makeLargeFile(folder: string, size: number): Promise<void> {
  const path = join(folder, 'large')
  if (existsSync(path)) return
  await mkdir(folder, { recursive: true })
  const noise = randomBytes(chunkBytes)
  const file = await open(path, 'w')
  try {
    for (let at = 0; at < size; at += chunkBytes) {
      noise.writeUInt32BE(at / chunkBytes)
      await file.write(noise, 0, Math.min(chunkBytes, size - at))
    }
  } finally {
    await file.close()
  }
}
