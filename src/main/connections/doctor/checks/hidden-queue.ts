import { GetQueueAttributesCommand } from '@aws-sdk/client-sqs'
import { callAws } from '../../../engine/aws/transport/aws-call.ts'
import { EngineError } from '../../../engine/errors/engine-error.ts'
import type { Identity, SignedContext } from '../check-context.ts'
import { isDenied } from './is-denied.ts'
import { serverAddresses } from './server-addresses.ts'

/**
 * Gets a queue's attributes from a guessed address. Without permission, AWS answers GetQueueUrl with “does
 * not exist”, but names the missing permission for this call.
 */
export async function isQueueHidden(
  context: SignedContext,
  name: string,
  identity: Identity | null,
): Promise<boolean> {
  if (identity === null || context.access.sqsEndpoint !== null) return false
  const { sqs } = await serverAddresses(context)
  const QueueUrl = new URL(`/${identity.account}/${name}`, sqs).href
  try {
    await callAws({ what: 'Checking the queue', queue: name }, { signal: context.signal }, (send) =>
      context.open.clients.sqs.send(
        new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['QueueArn'] }),
        send,
      ),
    )
    return true
  } catch (error) {
    return error instanceof EngineError && isDenied(error)
  }
}
