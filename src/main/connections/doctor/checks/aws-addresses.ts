import { partitionOf } from '../../../engine/permissions/partitions.ts'

/** Returns the address of STS or IAM for a region. IAM has one for each partition. */
export function awsAddress(service: 'sts' | 'iam', region: string, useFips: boolean): string {
  const { name, domain, iam } = partitionOf(region)
  if (service === 'iam') return `https://${iam.host}/`
  // GovCloud regions have no separate FIPS address.
  const host = useFips && name !== 'aws-us-gov' ? 'sts-fips' : 'sts'
  return `https://${host}.${region}.${domain}/`
}

/** Returns the region that requests to IAM are signed for. */
export function iamRegion(region: string): string {
  return partitionOf(region).iam.region
}
