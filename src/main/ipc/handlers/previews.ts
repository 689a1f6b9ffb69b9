import type { PreviewSource } from '../../../shared/previews.ts'
import type { ObjectSource } from '../../engine/aws/s3/object-source.ts'
import { EngineError } from '../../engine/errors/engine-error.ts'
import type { InFlight } from '../in-flight.ts'
import type { Handlers } from '../register.ts'
import type { Services } from '../services.ts'

type Channels = Extract<keyof Handlers, `previews:${string}`>

/** Previews of payloads, results and files. */
export function previewHandlers(
  ready: () => Promise<Services>,
  inFlight: InFlight,
): Pick<Handlers, Channels> {
  return {
    'previews:open': ({ requestId, source }) =>
      inFlight.run(requestId, async (signal) => {
        const services = await ready()
        const { object, name } = await located(services, source)
        return services.previews.open(object, name, signal)
      }),
    'previews:draw-page': ({ requestId, id, page }) =>
      inFlight.run(requestId, async (signal) => {
        const { width, height } = await (await ready()).previews.drawPage(id, page, signal)
        return { page, width, height }
      }),
    'previews:close': async ({ id }) => {
      ;(await ready()).previews.close(id)
      return null
    },
  }
}

/** The object to read, and its file name if that is known. */
async function located(
  { claims, connections }: Services,
  source: PreviewSource,
): Promise<{ readonly object: ObjectSource; readonly name: string | null }> {
  switch (source.kind) {
    case 'claim': {
      const { source: object, fileName } = claims.payload(source.claimId)
      return { object, name: fileName }
    }
    case 'object': {
      const queue = connections.queue(source.queue)
      const bucket = queue.names.bucket(source.direction)
      return { object: queue.source({ bucket, key: source.key }), name: null }
    }
    default:
      throw new EngineError('INTERNAL')
  }
}
