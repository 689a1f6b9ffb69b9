import type { App } from '../../e2e/app.ts'

/** CPU and memory use of the window's processes. */
export interface ProcessFigures {
  readonly mainMib: number
  readonly pageMib: number
  /** The CPU time since the process started, in seconds. */
  readonly mainSeconds: number
  readonly pageSeconds: number
}

/** Returns the resident memory and the CPU time of the main process and of the page's process. */
export async function processFigures(app: App): Promise<ProcessFigures> {
  return app.electron.evaluate(({ app: electron, BrowserWindow }) => {
    const metrics = electron.getAppMetrics()
    const pageId = BrowserWindow.getAllWindows()[0]?.webContents.getOSProcessId()
    const of = (pid: number | undefined): { readonly mib: number; readonly seconds: number } => {
      const found = metrics.find((one) => one.pid === pid)
      if (found === undefined) throw new Error("One of the app's processes has no figures.")
      return { mib: found.memory.workingSetSize / 1_024, seconds: found.cpu.cumulativeCPUUsage ?? Number.NaN }
    }
    const [main, page] = [of(process.pid), of(pageId)]
    return { mainMib: main.mib, pageMib: page.mib, mainSeconds: main.seconds, pageSeconds: page.seconds }
  })
}
