import { fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import type { Errand, Report } from './scenario.ts'
import { noteFlush } from '../oracle/flush-watch.ts'
import { startProxy } from '../app/app-instance.ts'
import { Life } from '../app/kill-switch.ts'
import type { World } from '../fixture/fixture.ts'

/** Sends a process on an errand and kills it at a step. Returns the step's name, or `null` where it had come to its end. */
export async function killErrand(
  world: World,
  diesAt: number,
  errand: Pick<Errand, 'kind' | 'files'>,
): Promise<string | null> {
  const life = new Life(diesAt)
  const proxy = await startProxy(world, life)
  const whole: Errand = {
    ...errand,
    folder: world.folder,
    endpoint: proxy.endpoint,
    queue: world.name,
    saves: world.saves,
  }
  const child = fork(join(import.meta.dirname, 'scenario-main.ts'), [JSON.stringify(whole)], {
    execArgv: ['--disable-warning=ExperimentalWarning'],
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  })
  const exited = once(child, 'exit')
  const done = new Promise<null>((resolve, reject) => {
    child.on('message', (message) => {
      const report = message as Report
      if (report.type === 'note') world.note(report.call, report.args)
      if (report.type === 'flush') noteFlush(report.flush)
      if (report.type === 'step') void life.reach(report.step).then(() => child.connected && child.send('on'))
      if (report.type === 'done') resolve(null)
    })
    void exited.then(() => reject(new Error('The process ended by itself.')))
  })
  done.catch(() => undefined)
  // In the turn of the event loop in which the step is reached: nothing of it went on.
  const died = life.died.then((step) => {
    child.kill('SIGKILL')
    return step
  })
  try {
    return await Promise.race([died, done])
  } finally {
    child.kill('SIGKILL')
    await exited
    await proxy.stop()
  }
}
