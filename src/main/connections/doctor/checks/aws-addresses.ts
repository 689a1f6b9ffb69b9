/** Returns the address of STS or IAM for a region. IAM has one for each partition. */
export function awsAddress(service: 'sts' | 'iam', region: string, useFips: boolean): string {
  if (service === 'iam') {
    if (region.startsWith('cn-')) return 'https://iam.cn-north-1.amazonaws.com.cn/'
    return region.startsWith('us-gov-') ? 'https://iam.us-gov.amazonaws.com/' : 'https://iam.amazonaws.com/'
  }
  const suffix = region.startsWith('cn-') ? 'amazonaws.com.cn' : 'amazonaws.com'
  // GovCloud regions have no separate FIPS address.
  const host = useFips && !region.startsWith('us-gov-') ? 'sts-fips' : 'sts'
  return `https://${host}.${region}.${suffix}/`
}

/** Returns the region that requests to IAM are signed for. */
export function iamRegion(region: string): string {
  if (region.startsWith('cn-')) return 'cn-north-1'
  return region.startsWith('us-gov-') ? 'us-gov-west-1' : 'us-east-1'
}
