import { vi } from 'vitest'
import { startServers, type TestServers } from '../../engine/testing/servers.ts'
import { type AwsFiles, openAwsFiles } from './aws-files.ts'
import { OidcServer } from './oidc-server.ts'

/** Profiles that sign in with {@link OidcServer}, and a browser. `work` has an sso-session, `old` has none. */
export interface SigningIn {
  readonly service: OidcServer
  readonly aws: AwsFiles
  /** The config file. */
  readonly config: string
  /** The pages that were opened in the browser. */
  readonly opened: string[]
}

/** Starts the servers for {@link prepareSignIn}. */
export async function startSignInServers(): Promise<{
  readonly servers: TestServers
  readonly service: OidcServer
  stop(): Promise<void>
}> {
  const [servers, service] = await Promise.all([startServers(), OidcServer.start()])
  return {
    servers,
    service,
    async stop() {
      await Promise.all([servers.stop(), service.stop()])
    },
  }
}

/**
 * Writes the profiles to temporary AWS files. Clean up with `aws.stop`. `browse` plays the browser on the
 * service's page.
 */
export async function prepareSignIn(
  { servers, service }: { readonly servers: TestServers; readonly service: OidcServer },
  browse: (page: string) => void,
): Promise<SigningIn> {
  service.reset()
  const opened: string[] = []
  const aws = await openAwsFiles({}, async (page) => {
    opened.push(page)
    const isOfService = page.startsWith(service.address)
    if (isOfService) browse(page)
    return isOfService || page.includes('amazonaws.com')
  })
  vi.stubEnv('HOME', aws.folder)
  const config = `[profile work]
region = us-west-1
sso_session = corp
sso_account_id = 111122223333
sso_role_name = Demo
services = lab
[sso-session corp]
sso_region = eu-west-2
sso_start_url = https://example.awsapps.com/start
sso_registration_scopes = sso:account:access
[profile old]
region = us-west-1
sso_region = eu-west-2
sso_start_url = https://old.awsapps.com/start
sso_account_id = 111122223333
sso_role_name = Demo
services = lab
[services lab]
s3 =
  endpoint_url = ${servers.s3Endpoint}
sqs =
  endpoint_url = ${servers.sqsEndpoint}
sso =
  endpoint_url = ${service.address}
sso_oidc =
  endpoint_url = ${service.address}
`
  await aws.write(config)
  return { service, aws, config, opened }
}
