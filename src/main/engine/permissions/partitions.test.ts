import { SQSClient } from '@aws-sdk/client-sqs'
import { expect, it } from 'vitest'
import { partitionOf, partitions } from './partitions.ts'

const regions = [
  ['eu-west-1', 'aws'],
  ['mx-central-1', 'aws'],
  ['cn-northwest-1', 'aws-cn'],
  ['us-gov-east-1', 'aws-us-gov'],
  ['eusc-de-east-1', 'aws-eusc'],
  ['us-iso-east-1', 'aws-iso'],
  ['us-isob-east-1', 'aws-iso-b'],
  ['eu-isoe-west-1', 'aws-iso-e'],
  ['us-isof-south-1', 'aws-iso-f'],
] as const

it.each(regions)('%s is in %s, with the addresses that the SDK uses', (region, name) => {
  const partition = partitionOf(region)
  expect(partition.name).toBe(name)
  const client = new SQSClient({ region })
  const hosts = [false, true].map(
    (UseDualStack) => client.config.endpointProvider({ Region: region, UseDualStack }).url.host,
  )
  expect(hosts).toEqual([`sqs.${region}.${partition.domain}`, `sqs.${region}.${partition.dualStackDomain}`])
  client.destroy()
})

it('every partition has a region above', () => {
  expect(new Set(regions.map(([, name]) => name))).toEqual(new Set(partitions.map(({ name }) => name)))
})
