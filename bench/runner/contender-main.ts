import { comeToRest } from './wait-until-idle.ts'
import { measure } from './measure.ts'
import { shareProjectSdk } from './project-sdk.ts'
import type { Ask, OpenSide, Reply, Sample, Side } from './contender.ts'

/** The process that one side of a comparison runs in. */
shareProjectSdk()
let side: Side | null = null

async function obey(ask: Ask): Promise<Sample | null> {
  switch (ask.do) {
    case 'open': {
      const { open } = (await import(`../contenders/${ask.module}.ts`)) as { readonly open: OpenSide }
      side = await open(ask.input)
      return null
    }
    case 'run': {
      if (side === null) throw new Error('Open it first.')
      await side.prepare?.()
      const sample = await measure(side.run)
      if (side.goesOn === true) await comeToRest()
      return sample
    }
    default:
      await side?.close()
      return null
  }
}

process.on('message', (ask: Ask) => {
  void obey(ask)
    .then((sample): Reply => ({ ok: true, sample }))
    .catch((error: unknown): Reply => ({ ok: false, message: String(error) }))
    .then((reply) => process.send?.(reply))
    .then(() => {
      if (ask.do === 'close') process.disconnect()
    })
})
