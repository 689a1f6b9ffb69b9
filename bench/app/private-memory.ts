import { readFile, readdir } from 'node:fs/promises'

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

async function familyOf(root: number): Promise<number[]> {
  const all = (await readdir('/proc')).filter((name) => /^\d+$/.test(name)).map(Number)
  const parents = new Map(
    await Promise.all(
      all.map(async (pid) => {
        const text = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '')
        // The name of a program, in parentheses, can contain spaces.
        const [, parent = 0] = text
          .slice(text.lastIndexOf(')') + 2)
          .split(' ')
          .map(Number)
        return [pid, parent] as const
      }),
    ),
  )
  const family = [root]
  // The list grows while it is walked.
  for (const member of family) family.push(...all.filter((pid) => parents.get(pid) === member))
  return family
}
