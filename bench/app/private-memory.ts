import { readFile } from 'node:fs/promises'
import { familyOf } from './process-family.ts'

const pageMib = 4_096 / 1_024 ** 2

/** Returns the private memory of a process and its descendants, in MiB. Only on Linux. */
export async function privateMemory(
  root: number,
): Promise<{ readonly mib: number; readonly processes: number }> {
  const found = await familyOf(root)
  const sizes = await Promise.all(
    found.map(async (pid) => {
      const text = await readFile(`/proc/${pid}/statm`, 'utf8').catch(() => '0 0 0')
      const [, resident = 0, shared = 0] = text.split(' ').map(Number)
      return (resident - shared) * pageMib
    }),
  )
  return { mib: sizes.reduce((sum, one) => sum + one, 0), processes: found.length }
}
