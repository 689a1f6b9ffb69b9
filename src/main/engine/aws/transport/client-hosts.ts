import { ListBucketsCommand } from '@aws-sdk/client-s3'
import { ListQueuesCommand } from '@aws-sdk/client-sqs'
import { getEndpointFromInstructions } from '@smithy/core/endpoints'
import type { EngineClients } from './clients.ts'

/** The hosts that requests go to, with their ports. */
export type ClientHosts = { readonly s3: string; readonly sqs: string }

/** Returns the hosts that requests go to. The region of `bucket` determines the S3 host. Sends nothing. */
export async function hostsOf(clients: EngineClients, bucket: string | null): Promise<ClientHosts> {
  const { s3 } = bucket === null ? clients : clients.s3Of(bucket)
  const [s3Endpoint, sqsEndpoint] = await Promise.all([
    getEndpointFromInstructions({}, ListBucketsCommand, s3.config),
    getEndpointFromInstructions({}, ListQueuesCommand, clients.sqs.config),
  ])
  return { s3: s3Endpoint.url.host, sqs: sqsEndpoint.url.host }
}
