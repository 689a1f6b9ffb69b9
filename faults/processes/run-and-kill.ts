import { fork } from 'node:child_process'
import { once } from 'node:events'
import { program } from './program.ts'
import type { Scenario, ScenarioEvent } from './scenario.ts'
import { recordFlush } from '../oracle/flush-watch.ts'
import { startProxy } from '../app/app-instance.ts'
import { KillSwitch } from '../app/kill-switch.ts'
import type { Fixture } from '../fixture/fixture.ts'

/** Runs a scenario in a process and kills it at a step. Returns the step, or `null` if the scenario ended first. */
export async function runAndKill(
  fixture: Fixture,
  killAt: number,
  scenario: Pick<Scenario, 'kind' | 'files'>,
): Promise<string | null> {
  const killSwitch = new KillSwitch(killAt)
  const proxy = await startProxy(fixture, killSwitch)
  const complete: Scenario = {
    ...scenario,
    folder: fixture.folder,
    endpoint: proxy.endpoint,
    queue: fixture.name,
    saves: fixture.saves,
  }
  const child = fork(program('scenario-main'), [JSON.stringify(complete)], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  })
  const exited = once(child, 'exit')
  const done = new Promise<null>((resolve, reject) => {
    child.on('message', (message) => {
      const event = message as ScenarioEvent
      if (event.type === 'note') fixture.note(event.call, event.args)
      if (event.type === 'flush') recordFlush(event.flush)
      if (event.type === 'step')
        void killSwitch.reach(event.step).then(() => child.connected && child.send('continue'))
      if (event.type === 'done') resolve(null)
    })
    void exited.then(() => reject(new Error('The process exited unexpectedly.')))
  })
  done.catch(() => undefined)
  // The kill happens in the same turn of the event loop as the step, so that nothing continues after it.
  const killed = killSwitch.killed.then((step) => {
    child.kill('SIGKILL')
    return step
  })
  try {
    return await Promise.race([killed, done])
  } finally {
    child.kill('SIGKILL')
    await exited
    await proxy.stop()
  }
}
