import { hostsOf } from '../../../engine/aws/transport/client-hosts.ts'
import type { CheckContext } from '../check-context.ts'

/** Returns the addresses that requests to S3 and SQS go to. Sends nothing. */
export async function serverAddresses({
  access: { s3Endpoint, sqsEndpoint },
  open,
}: CheckContext): Promise<{ readonly s3: URL; readonly sqs: URL }> {
  const hosts = await hostsOf(open.clients, null)
  return {
    s3: new URL(s3Endpoint ?? `https://${hosts.s3}/`),
    sqs: new URL(sqsEndpoint ?? `https://${hosts.sqs}/`),
  }
}
