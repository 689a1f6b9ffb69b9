import { GetQueueAttributesCommand } from '@aws-sdk/client-sqs'
import { callAws } from '../../../engine/aws/transport/aws-call.ts'
import { EngineError } from '../../../engine/errors/engine-error.ts'
import type { Identity, SignedContext } from '../check-context.ts'
import { isDenied } from './is-denied.ts'
import { serverAddresses } from './server-addresses.ts'

/**
 * True if a queue exists, but these keys may not look up its URL. For GetQueueUrl, AWS reports a missing
 * permission as “does not exist”. So this gets the queue's attributes from a guessed URL, where AWS names the
 * missing permission.
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
