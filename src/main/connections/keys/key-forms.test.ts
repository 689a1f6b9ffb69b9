import { describe, expect, it } from 'vitest'
import { parseKeys } from './key-text.ts'

const id = 'AKIAIOSFODNN7EXAMPLE'
const secret = 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY'
const token = 'IQoJb3JpZ2luX2VjEXAMPLE+/=='
const keys = { accessKeyId: id, secretAccessKey: secret }

function onlyKeys(text: string): unknown {
  const sets = parseKeys(text)
  expect(sets).toHaveLength(1)
  return sets[0].keys
}

const base64 = (text: string): string => Buffer.from(text).toString('base64')

describe('keys are read from', () => {
  it.each([
    [
      'PowerShell New-Item',
      `New-Item -Path Env: -Name AWS_ACCESS_KEY_ID -Value ${id}\nNew-Item -Path Env:\\ -Name 'AWS_SECRET_ACCESS_KEY' -Value "${secret}" -Force`,
    ],
    [
      'PowerShell New-Item with the value first',
      `New-Item Env: -Value ${id} -Name AWS_ACCESS_KEY_ID\nNew-Item Env: -Value '${secret}' -Name AWS_SECRET_ACCESS_KEY`,
    ],
    [
      'the registry in PowerShell',
      `Set-ItemProperty -Path HKCU:\\Environment -Name AWS_ACCESS_KEY_ID -Value ${id}\nNew-ItemProperty 'HKCU:\\Environment' -Name AWS_SECRET_ACCESS_KEY -PropertyType String -Value '${secret}'`,
    ],
    [
      'reg.exe',
      `reg add HKCU\\Environment /v AWS_ACCESS_KEY_ID /t REG_SZ /d ${id} /f\r\nreg add "HKCU\\Environment" /v AWS_SECRET_ACCESS_KEY /d "${secret}" /f`,
    ],
    [
      'the AWS Tools for PowerShell',
      `Set-AWSCredential -AccessKey ${id} -SecretKey ${secret} -StoreAs default`,
    ],
    [
      'aws configure set',
      `aws configure set aws_access_key_id ${id}\naws configure set aws_secret_access_key "${secret}"`,
    ],
    [
      'aws configure set for a profile',
      `aws configure set profile.lab.aws_access_key_id ${id}\naws --profile lab configure set default.aws_secret_access_key ${secret}`,
    ],
    ['mc alias set', `mc alias set lab http://localhost:9000 ${id} ${secret} --api S3v4`],
    ['mc config host add', `$ mc config host add lab http://localhost:9000 "${id}" '${secret}'`],
    ['an mc host variable', `export MC_HOST_lab=https://${id}:not-a-real-secret@minio.example:9000`],
    ['rclone config create', `rclone config create lab s3 access_key_id=${id} secret_access_key=${secret}`],
    [
      'rclone options',
      `rclone ls \\\n  --s3-access-key-id ${id} \\\n  --s3-secret-access-key=${secret} lab:bucket`,
    ],
    [
      'rclone variables',
      `RCLONE_CONFIG_LAB_ACCESS_KEY_ID=${id}\nRCLONE_CONFIG_LAB_SECRET_ACCESS_KEY=${secret}`,
    ],
    ['s3cmd options', `s3cmd --access_key=${id} --secret_key=${secret} ls`],
    ['the SeaweedFS shell', `s3.configure -access_key=${id} -secret_key=${secret} -user=me -apply`],
    ['garage key import', `garage key import --yes ${id} ${secret} -n lab`],
    ['docker without a space', `docker run -eAWS_ACCESS_KEY_ID=${id} -eAWS_SECRET_ACCESS_KEY=${secret} a`],
    [
      'systemd',
      `[Service]\nEnvironment=AWS_ACCESS_KEY_ID=${id}\nEnvironment=AWS_SECRET_ACCESS_KEY=${secret}`,
    ],
    [
      'systemd with quotes',
      `[Service]\nEnvironment="AWS_ACCESS_KEY_ID=${id}" "AWS_SECRET_ACCESS_KEY=${secret}"`,
    ],
    ['supervisord', `[program:a]\nenvironment=AWS_ACCESS_KEY_ID="${id}",AWS_SECRET_ACCESS_KEY="${secret}"`],
    [
      'launchd',
      `<key>AWS_ACCESS_KEY_ID</key>\n<string>${id}</string>\n<key>AWS_SECRET_ACCESS_KEY</key>\n<string>${secret}</string>`,
    ],
    [
      'STS XML',
      `<Credentials><AccessKeyId>${id}</AccessKeyId><SecretAccessKey>${secret}</SecretAccessKey></Credentials>`,
    ],
    [
      'Hadoop',
      `<property><name>fs.s3a.access.key</name><value>${id}</value></property>\n<property>\n <name>fs.s3a.secret.key</name>\n <value>${secret}</value>\n</property>`,
    ],
    ['.NET', `<add key="AWSAccessKey" value="${id}"/>\n<add key="AWSSecretKey" value="${secret}" />`],
    ['Java properties', `aws.accessKeyId=${id}\naws.secretKey=${secret}`],
    ['Java options', `java -Daws.accessKeyId=${id} -Daws.secretKey=${secret} -jar a.jar`],
    ['Helm', `helm install a --set aws.accessKeyId=${id} --set aws.secretAccessKey=${secret}`],
    [
      'Spring',
      `spring.cloud.aws.credentials.access-key=${id}\nspring.cloud.aws.credentials.secret-key=${secret}`,
    ],
    ['GitHub Actions', `with:\n  aws-access-key-id: ${id}\n  aws-secret-access-key: ${secret}`],
    [
      'the GitHub CLI',
      `gh secret set AWS_ACCESS_KEY_ID --body "${id}"\ngh secret set AWS_SECRET_ACCESS_KEY -b ${secret}`,
    ],
    [
      'the GitLab CLI',
      `glab variable set AWS_ACCESS_KEY_ID ${id}\nglab variable set AWS_SECRET_ACCESS_KEY "${secret}"`,
    ],
    [
      'a docker compose list',
      `environment:\n  - AWS_ACCESS_KEY_ID=${id}\n  - "AWS_SECRET_ACCESS_KEY=${secret}"`,
    ],
    ['an old Dockerfile', `ENV AWS_ACCESS_KEY_ID ${id}\nENV AWS_SECRET_ACCESS_KEY ${secret}`],
    ['a Terraform provider', `provider "aws" {\n  access_key = "${id}"\n  secret_key = "${secret}"\n}`],
    ['variables for Terraform', `export TF_VAR_access_key=${id}\nexport TF_VAR_secret_key=${secret}`],
    [
      'Terraform state',
      JSON.stringify({ type: 'aws_iam_access_key', instances: [{ attributes: { id, secret, user: 'a' } }] }),
    ],
    [
      'Vault',
      `Key                Value\n---                -----\nlease_duration     768h\naccess_key         ${id}\nsecret_key         ${secret}\nsecurity_token     <nil>`,
    ],
    [
      'an AWS CLI table',
      `-----\n|  CreateAccessKey  |\n||  AccessKeyId      |  ${id}  ||\n||  SecretAccessKey  |  ${secret}  ||\n+----+`,
    ],
    ['an OpenStack table', `+-----+\n| Field  | Value |\n| access | ${id} |\n| secret | ${secret} |\n`],
    ['OpenStack JSON', JSON.stringify({ access: id, secret, project_id: 'p' })],
    ['mc JSON lines', `${JSON.stringify({ status: 'success', accessKey: id, secretKey: secret })}\n`],
    ['mc text', `Access Key: ${id}\nSecret Key: ${secret}\nExpiration: no-expiry`],
    ['RustFS', `RUSTFS_ACCESS_KEY=${id}\nRUSTFS_SECRET_KEY=${secret}`],
    ['OpenStack EC2 variables', `export EC2_ACCESS_KEY=${id}\nexport EC2_SECRET_KEY=${secret}`],
    ['Alibaba', `OSS_ACCESS_KEY_ID=${id}\nOSS_ACCESS_KEY_SECRET=${secret}`],
    ['Cellar', `CELLAR_ADDON_KEY_ID=${id}\nCELLAR_ADDON_KEY_SECRET=${secret}`],
    ['an old root key', `AWSAccessKeyId=${id}\r\nAWSSecretKey=${secret}\r\n`],
    [
      'a Kubernetes Secret',
      `apiVersion: v1\nkind: Secret\ndata:\n  AWS_ACCESS_KEY_ID: ${base64(id)}\n  AWS_SECRET_ACCESS_KEY: ${base64(secret)}\n`,
    ],
    [
      'a Kubernetes Secret as JSON',
      JSON.stringify({ kind: 'Secret', data: { AccessKey: base64(id), SecretKey: base64(secret) } }),
    ],
    [
      'a plain Kubernetes Secret',
      `kind: Secret\nstringData:\n  AWS_ACCESS_KEY_ID: ${id}\n  AWS_SECRET_ACCESS_KEY: ${secret}\n`,
    ],
    ['nushell with load-env', `load-env { AWS_ACCESS_KEY_ID: "${id}", AWS_SECRET_ACCESS_KEY: "${secret}" }`],
    [
      'nushell with let-env',
      `let-env AWS_ACCESS_KEY_ID = "${id}"\nlet-env AWS_SECRET_ACCESS_KEY = '${secret}'`,
    ],
    [
      'xonsh with a dictionary',
      `\${...}.update({'AWS_ACCESS_KEY_ID': '${id}', 'AWS_SECRET_ACCESS_KEY': '${secret}'})`,
    ],
    ['setx for the computer', `setx /M AWS_ACCESS_KEY_ID ${id}\nsetx /M AWS_SECRET_ACCESS_KEY "${secret}"`],
    ['the variables that fish lists', `AWS_ACCESS_KEY_ID ${id}\nAWS_SECRET_ACCESS_KEY '${secret}'`],
    [
      'fish set --show',
      `$AWS_ACCESS_KEY_ID: set in global scope, exported, with 1 elements\n$AWS_ACCESS_KEY_ID[1]: |${id}|\n$AWS_SECRET_ACCESS_KEY: set in global scope, exported, with 1 elements\n$AWS_SECRET_ACCESS_KEY[1]: |${secret}|`,
    ],
    [
      'aws configure',
      `$ aws configure\nAWS Access Key ID [None]: ${id}\nAWS Secret Access Key [****************wxyz]: ${secret}\nDefault region name [None]:`,
    ],
    ['the start of MinIO', `RootUser: ${id}\nRootPass: ${secret}`],
    ['cells of a spreadsheet', `Access key ID\tSecret access key\n${id}\t${secret}`],
    ['a CSV with semicolons', `"Access key ID";"Secret access key"\n"${id}";"${secret}"`],
    ['Python', `boto3.client("s3", aws_access_key_id="${id}", aws_secret_access_key='${secret}')`],
    ['Ruby', `ENV['AWS_ACCESS_KEY_ID'] = '${id}'\nENV["AWS_SECRET_ACCESS_KEY"] ||= "${secret}"`],
    ['Go', `os.Setenv("AWS_ACCESS_KEY_ID", "${id}")\nos.Setenv("AWS_SECRET_ACCESS_KEY", "${secret}")`],
    ['PHP', `putenv('AWS_ACCESS_KEY_ID=${id}');\nputenv('AWS_SECRET_ACCESS_KEY=${secret}');`],
    [
      'a PHP arrow',
      `'credentials' => ['key_id' => '${id}', 'accessKey' => '${id}', 'secretKey' => '${secret}']`,
    ],
  ])('%s', (what, text) => {
    const expected = what === 'an mc host variable' ? { ...keys, secretAccessKey: 'not-a-real-secret' } : keys
    expect(onlyKeys(text)).toEqual(expected)
  })

  it.each([
    [
      'the AWS Tools for PowerShell',
      `Set-AWSCredential -AccessKey ${id} -SecretKey ${secret} -SessionToken ${token}`,
    ],
    [
      'a Terraform provider',
      `provider "aws" {\n  access_key = "${id}"\n  secret_key = "${secret}"\n  token      = "${token}"\n}`,
    ],
    ['AWS CLI text', `CREDENTIALS\t${id}\t2126-01-01T00:00:00+00:00\t${secret}\t${token}\n`],
    [
      'aws configure export-credentials JSON',
      JSON.stringify({ Version: 1, AccessKeyId: id, SecretAccessKey: secret, SessionToken: token }),
    ],
    [
      'STS XML',
      `<AccessKeyId>${id}</AccessKeyId>\n<SecretAccessKey>${secret}</SecretAccessKey>\n<SessionToken>${token}</SessionToken>`,
    ],
    ['Vault', `access_key  ${id}\nsecret_key  ${secret}\nsecurity_token  ${token}`],
  ])('%s, with the session token', (_what, text) => {
    expect(onlyKeys(text)).toEqual({ ...keys, sessionToken: token })
  })

  it('AWS CLI text for a new key', () => {
    expect(onlyKeys(`ACCESSKEY\t${id}\t2026-01-01T00:00:00+00:00\t${secret}\tActive\tada\n`)).toEqual(keys)
  })
})

describe('keys are not mixed with', () => {
  it.each([
    [
      'a Django secret key before them',
      `SECRET_KEY=django-insecure-1\nAWS_ACCESS_KEY_ID=${id}\nAWS_SECRET_ACCESS_KEY=${secret}`,
    ],
    [
      'a Django secret key between them',
      `AWS_ACCESS_KEY_ID=${id}\nSECRET_KEY=django-insecure-1\nAWS_SECRET_ACCESS_KEY=${secret}`,
    ],
    [
      'a Django secret key in JSON',
      JSON.stringify({
        SECRET_KEY: 'django-insecure-1',
        AWS_ACCESS_KEY_ID: id,
        AWS_SECRET_ACCESS_KEY: secret,
      }),
    ],
    [
      'other names with the same ending',
      `STRIPE_SECRET_KEY=sk_1\nAWS_ACCESS_KEY_ID=${id}\nAPP_SECRET_KEY=x\nAWS_SECRET_ACCESS_KEY=${secret}`,
    ],
  ])('%s', (_what, text) => {
    expect(onlyKeys(text)).toEqual(keys)
  })

  it('those of another stage', () => {
    const text = `PROD_AWS_ACCESS_KEY_ID=AKIAPROD\nTEST_AWS_ACCESS_KEY_ID=AKIATEST
PROD_AWS_SECRET_ACCESS_KEY=secret-prod\nTEST_AWS_SECRET_ACCESS_KEY=secret-test`
    expect(parseKeys(text).map((set) => set.keys)).toEqual([
      { accessKeyId: 'AKIAPROD', secretAccessKey: 'secret-prod' },
      { accessKeyId: 'AKIATEST', secretAccessKey: 'secret-test' },
    ])
  })

  it.each([
    'Set your access key and secret key in the settings.',
    'The access_key is in the vault and the secret_key in the safe.',
    'aws configure set aws_access_key_id\naws configure set aws_secret_access_key',
    'mc alias set lab http://localhost:9000 $KEY $SECRET',
    'AWS_ACCESS_KEY_ID=AKIA************\nAWS_SECRET_ACCESS_KEY=****************',
    'access_key     ****************MPLE\nsecret_key     ****************EKEY',
    'AWS_ACCESS_KEY_ID=<your access key>\nAWS_SECRET_ACCESS_KEY=<your secret key>',
    'AccessKeyId: AKIA…MPLE\nSecretAccessKey: …',
  ])('words: %s', (text) => {
    expect(() => parseKeys(text)).toThrow(/no access key pair|names a variable/)
  })
})
