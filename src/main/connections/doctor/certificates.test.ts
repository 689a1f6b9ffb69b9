import { afterAll, beforeAll, expect, test } from 'vitest'
import type { CheckFinding } from '../../../shared/connections/doctor.ts'
import { privateCertificate } from '../../engine/testing/proxies/private-ca.ts'
import { startTlsFront, type TlsFront } from '../../engine/testing/proxies/tls-front.ts'
import { startServers, type TestServers } from '../../engine/testing/servers.ts'
import { until } from '../../engine/testing/test-bench.ts'
import { type AwsFiles, openAwsFiles } from '../testing/aws-files.ts'
import { Doctor } from './doctor.ts'

let servers: TestServers
let aws: AwsFiles
let selfSigned: TlsFront
let privately: TlsFront
beforeAll(async () => {
  servers = await startServers()
  aws = await openAwsFiles()
  selfSigned = await startTlsFront(servers.s3Endpoint)
  privately = await startTlsFront(servers.sqsEndpoint, privateCertificate)
})
afterAll(async () => {
  await aws.stop()
  await selfSigned.stop()
  await privately.stop()
  await servers.stop()
})

async function networkFindings(s3Endpoint: string, sqsEndpoint: string): Promise<readonly CheckFinding[]> {
  const doctor = new Doctor((request) => aws.connections.checkPlans.of(request))
  const draft = {
    kind: 'endpoint',
    label: 'Draft',
    region: 'us-west-1',
    bucketRegion: null,
    colour: null,
    isProduction: false,
    isReadOnly: false,
    allowUnencrypted: false,
    s3Endpoint,
    sqsEndpoint,
  } as const
  doctor.start({ subject: { kind: 'draft', draft, edited: null }, role: 'work', mayAsk: false })
  const { steps } = await until(doctor, () => doctor.snapshot().isDone && doctor.snapshot())
  return steps.find(({ id }) => id === 'network')?.findings ?? []
}

test('names the untrusted certificate, and what to trust instead', async () => {
  const [s3, sqs] = await networkFindings(selfSigned.endpoint, privately.endpoint)
  expect(s3?.text).toContain('is self-signed. If you trust it, choose a CA file that contains it.')
  expect(sqs?.text).toContain(
    'was issued by “Remotejob test authority”, which this computer does not trust. If you trust it, choose its CA file.',
  )
  expect([s3?.remedy, sqs?.remedy]).toEqual([{ kind: 'choose-ca-file' }, { kind: 'choose-ca-file' }])
})
