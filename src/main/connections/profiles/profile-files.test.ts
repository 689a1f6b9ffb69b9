import { afterEach, expect, test } from 'vitest'
import { type AwsFiles, openAwsFiles } from '../testing/aws-files.ts'
import { readProfileFiles } from './profile-files.ts'
import { listProfiles } from './profile-settings.ts'

let aws: AwsFiles
afterEach(() => aws.stop())

test('lists the same profiles as the AWS CLI, whatever their names', async () => {
  aws = await openAwsFiles()
  await aws.write(
    `[default]
region = us-east-1
[profile team.Admin]
region = eu-west-1
[profile My Team]
region = eu-west-2
[ profile padded ]
region = eu-west-3
[profile "quoted one"]
region = eu-north-1
[profile Acct/PowerUser]
REGION=eu-west-1 # where we are
[profile me@corp.example]
  region = eu-west-1
[profile größe]
region: eu-west-1
[profile __proto__]
region = eu-west-1
[sso-session corp]
sso_region = eu-west-1
[services corp]
s3 =
  endpoint_url = https://s3.corp.example
[plugins]
x = y
`,
    '[only-keys]\naws_access_key_id = A\naws_secret_access_key = B\n[My Team]\naws_access_key_id = A\n',
  )
  const profiles = listProfiles(await readProfileFiles())
  expect(Object.fromEntries(profiles.map(({ name, region }) => [`name ${name}`, region]))).toEqual({
    'name __proto__': 'eu-west-1',
    'name Acct/PowerUser': 'eu-west-1',
    'name default': 'us-east-1',
    'name größe': 'eu-west-1',
    'name me@corp.example': 'eu-west-1',
    'name My Team': 'eu-west-2',
    'name only-keys': null,
    'name padded': 'eu-west-3',
    'name quoted one': 'eu-north-1',
    'name team.Admin': 'eu-west-1',
  })
})

test.each(['team.Admin', 'My Team', 'padded', 'Acct/PowerUser', 'me@corp.example', 'größe'])(
  'finds the keys of the profile %s',
  async (name) => {
    aws = await openAwsFiles({ HTTPS_PROXY: 'http://127.0.0.1:9' })
    await aws.write(`[profile ${name}]\n`, `[${name}]\naws_access_key_id = A\naws_secret_access_key = B\n`)
    expect((await aws.connect(name)).error?.code).toBe('PROXY_FAILED')
  },
)

test('treats missing files as empty, and accepts a byte order mark and Windows line endings', async () => {
  aws = await openAwsFiles()
  expect(listProfiles(await readProfileFiles())).toEqual([])
  await aws.write('\uFEFF[default]\r\nregion = eu-west-1\r\n')
  expect(listProfiles(await readProfileFiles())).toEqual([{ name: 'default', region: 'eu-west-1' }])
})
