import type { MadePolicy, PolicyRequest } from '../../../shared/queues/policies.ts'
import type { Handlers } from '../register.ts'
import { saveText } from '../files/save-text.ts'
import type { Services } from '../services.ts'

type Channels = Extract<keyof Handlers, `policies:${string}`>

/** Handles making and saving IAM policies. */
export function policyHandlers(ready: () => Promise<Services>): Pick<Handlers, Channels> {
  return {
    'policies:make': async (request) => made(await ready(), request),
    'policies:save': async (request) => {
      const services = await ready()
      const { text } = await made(services, request)
      const name = `remotejob-${request.role}-policy.json`
      const path = await services.dialogs.chooseSavePath(services.saveFolder(), name)
      if (path !== null) await saveText(path, text)
      return { isSaved: path !== null }
    },
  }
}

async function made({ connections }: Services, request: PolicyRequest): Promise<MadePolicy> {
  // It loads the AWS SDK, which must not be loaded before the window is shown.
  const { createPolicy } = await import('../../connections/doctor/create-policy.ts')
  const { connectionId } = request
  const subject = { kind: 'connection', connectionId } as const
  return createPolicy(await connections.checkPlans.of({ subject }), request)
}
