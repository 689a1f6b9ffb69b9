import type { App } from '../../e2e/app.ts'

/** The bytes that the main process and the page use after a garbage collection. */
export interface Heaps {
  readonly main: number
  readonly page: number
}

/** Collects garbage in the main process and in the page, and returns the remaining bytes. */
export async function heapsAfterCollection(app: App): Promise<Heaps> {
  const main = await app.electron.evaluate(() => {
    const { setFlagsFromString } = process.getBuiltinModule('node:v8')
    const { runInNewContext } = process.getBuiltinModule('node:vm')
    setFlagsFromString('--expose-gc')
    const collect = runInNewContext('gc') as () => void
    for (let round = 0; round < 3; round += 1) collect()
    return process.memoryUsage().heapUsed
  })
  const session = await app.electron.context().newCDPSession(app.page)
  for (let round = 0; round < 3; round += 1) await session.send('HeapProfiler.collectGarbage')
  const { usedSize } = await session.send('Runtime.getHeapUsage')
  await session.detach()
  return { main, page: usedSize }
}
