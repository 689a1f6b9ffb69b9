import { waitUntilIdle } from './wait-until-idle.ts'
import { measure } from './measure.ts'
import { shareProjectSdk } from './project-sdk.ts'
import type { Command, Contender, OpenContender, Reply, Sample } from './contender.ts'

/** Runs one contender on behalf of `ContenderProcess`, which sends the commands. */
shareProjectSdk()
let contender: Contender | null = null

async function execute(command: Command): Promise<Sample | null> {
  switch (command.type) {
    case 'open': {
      const { open } = (await import(`../contenders/${command.module}.ts`)) as {
        readonly open: OpenContender
      }
      contender = await open(command.input)
      return null
    }
    case 'run': {
      if (contender === null) throw new Error('The contender is not open.')
      await contender.prepare?.()
      const sample = await measure(contender.run)
      if (contender.hasBackgroundWork === true) await waitUntilIdle()
      return sample
    }
    default:
      await contender?.close()
      return null
  }
}

process.on('message', (command: Command) => {
  void execute(command)
    .then((sample): Reply => ({ ok: true, sample }))
    .catch((error: unknown): Reply => ({ ok: false, message: String(error) }))
    .then((reply) => process.send?.(reply))
    .then(() => {
      if (command.type === 'close') process.disconnect()
    })
})
