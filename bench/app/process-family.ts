import { readFile, readdir } from 'node:fs/promises'

/** Returns the ids of a process and its descendants. Only on Linux. */
export async function familyOf(root: number): Promise<number[]> {
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
