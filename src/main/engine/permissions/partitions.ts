/** A part of AWS with its own accounts, ARNs and addresses. */
export type Partition = {
  /** As in ARNs. */
  readonly name: string
  /** The start of its regions' names. */
  readonly regions: string
  readonly domain: string
  /** The domain of addresses that also work with IPv6. */
  readonly dualStackDomain: string
  /** The domain of the console's sign-in pages. */
  readonly signInDomain: string
  /** IAM has one address for all regions, and one region that its requests are signed for. */
  readonly iam: { readonly host: string; readonly region: string }
}

const standard: Partition = {
  name: 'aws',
  regions: '',
  domain: 'amazonaws.com',
  dualStackDomain: 'api.aws',
  signInDomain: 'signin.aws.amazon.com',
  iam: { host: 'iam.amazonaws.com', region: 'us-east-1' },
}

/** Every partition. The standard one is last, because its regions have no start of their own. */
export const partitions: readonly Partition[] = [
  {
    name: 'aws-cn',
    regions: 'cn-',
    domain: 'amazonaws.com.cn',
    dualStackDomain: 'api.amazonwebservices.com.cn',
    signInDomain: 'signin.amazonaws.cn',
    iam: { host: 'iam.cn-north-1.amazonaws.com.cn', region: 'cn-north-1' },
  },
  {
    name: 'aws-us-gov',
    regions: 'us-gov-',
    domain: 'amazonaws.com',
    dualStackDomain: 'api.aws',
    signInDomain: 'signin.amazonaws-us-gov.com',
    iam: { host: 'iam.us-gov.amazonaws.com', region: 'us-gov-west-1' },
  },
  {
    name: 'aws-eusc',
    regions: 'eusc-',
    domain: 'amazonaws.eu',
    dualStackDomain: 'api.amazonwebservices.eu',
    signInDomain: 'signin.amazonaws-eusc.eu',
    iam: { host: 'iam.eusc-de-east-1.amazonaws.eu', region: 'eusc-de-east-1' },
  },
  {
    name: 'aws-iso',
    regions: 'us-iso-',
    domain: 'c2s.ic.gov',
    dualStackDomain: 'api.aws.ic.gov',
    signInDomain: 'signin.c2shome.ic.gov',
    iam: { host: 'iam.us-iso-east-1.c2s.ic.gov', region: 'us-iso-east-1' },
  },
  {
    name: 'aws-iso-b',
    regions: 'us-isob-',
    domain: 'sc2s.sgov.gov',
    dualStackDomain: 'api.aws.scloud',
    signInDomain: 'signin.sc2shome.sgov.gov',
    iam: { host: 'iam.us-isob-east-1.sc2s.sgov.gov', region: 'us-isob-east-1' },
  },
  {
    name: 'aws-iso-e',
    regions: 'eu-isoe-',
    domain: 'cloud.adc-e.uk',
    dualStackDomain: 'api.cloud-aws.adc-e.uk',
    signInDomain: 'signin.csphome.adc-e.uk',
    iam: { host: 'iam.eu-isoe-west-1.cloud.adc-e.uk', region: 'eu-isoe-west-1' },
  },
  {
    name: 'aws-iso-f',
    regions: 'us-isof-',
    domain: 'csp.hci.ic.gov',
    dualStackDomain: 'api.aws.hci.ic.gov',
    signInDomain: 'signin.csphome.hci.ic.gov',
    iam: { host: 'iam.us-isof-south-1.csp.hci.ic.gov', region: 'us-isof-south-1' },
  },
  standard,
]

/** Returns the partition that a region belongs to. */
export function partitionOf(region: string): Partition {
  return partitions.find(({ regions }) => region.startsWith(regions)) ?? standard
}
