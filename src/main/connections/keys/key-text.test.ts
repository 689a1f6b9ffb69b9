import { describe, expect, it, vi } from 'vitest'
import { decodeKeyText, maskKeyId, parseKeys } from './key-text.ts'

const id = 'AKIAIOSFODNN7EXAMPLE'
const secret = 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY'
const token = 'IQoJb3JpZ2luX2VjEXAMPLE+/=='

function onlyKeys(text: string): unknown {
  const sets = parseKeys(text)
  expect(sets).toHaveLength(1)
  return sets[0].keys
}

function tokens(text: string): readonly (string | undefined)[] {
  return parseKeys(text).map(({ keys }) => keys.sessionToken)
}

describe('parseKeys', () => {
  it('does not compare the keys of thousands of users with each other', () => {
    const rows = Array.from({ length: 2_500 }, (_, index) => `user${index},AKIA${index},secret${index}`)
    const text = ['User name,Access key ID,Secret access key', ...rows, ...rows.slice(0, 9)].join('\n')
    const stringify = vi.spyOn(JSON, 'stringify')
    try {
      expect(parseKeys(text)).toHaveLength(2_500)
      expect(stringify.mock.calls.length).toBeLessThanOrEqual(2_509)
    } finally {
      stringify.mockRestore()
    }
  })

  it.each([
    ['bash lines', `export AWS_ACCESS_KEY_ID=${id}\nexport AWS_SECRET_ACCESS_KEY='${secret}'`],
    ['one bash line', `AWS_ACCESS_KEY_ID=${id} AWS_SECRET_ACCESS_KEY="${secret}" aws s3 ls`],
    ['bash lines with semicolons', `export AWS_ACCESS_KEY_ID=${id}; export AWS_SECRET_ACCESS_KEY=${secret};`],
    ['fish lines', `set -gx AWS_ACCESS_KEY_ID "${id}"\nset -gx AWS_SECRET_ACCESS_KEY "${secret}"`],
    [
      'fish lines with long options',
      `set --export AWS_ACCESS_KEY_ID ${id}\nset -x -g AWS_SECRET_ACCESS_KEY ${secret}`,
    ],
    ['csh lines', `setenv AWS_ACCESS_KEY_ID ${id}\nsetenv AWS_SECRET_ACCESS_KEY '${secret}'`],
    ['PowerShell lines', `$Env:AWS_ACCESS_KEY_ID="${id}"\n$env:AWS_SECRET_ACCESS_KEY = '${secret}'`],
    [
      'PowerShell lines in braces',
      `\${Env:AWS_ACCESS_KEY_ID} = "${id}"\r\n\${env:AWS_SECRET_ACCESS_KEY}="${secret}"`,
    ],
    [
      'PowerShell calls',
      `[Environment]::SetEnvironmentVariable('AWS_ACCESS_KEY_ID', '${id}', 'User')\n[System.Environment]::SetEnvironmentVariable("AWS_SECRET_ACCESS_KEY","${secret}")`,
    ],
    [
      'PowerShell items',
      `Set-Item -Path Env:AWS_ACCESS_KEY_ID -Value "${id}"\nSet-Item Env:\\AWS_SECRET_ACCESS_KEY '${secret}'`,
    ],
    ['nushell lines', `$env.AWS_ACCESS_KEY_ID = "${id}"\n$env.AWS_SECRET_ACCESS_KEY = "${secret}"`],
    ['Windows lines', `set AWS_ACCESS_KEY_ID=${id}\r\nset AWS_SECRET_ACCESS_KEY=${secret}`],
    ['Windows lines in quotes', `set "AWS_ACCESS_KEY_ID=${id}"\r\nset "AWS_SECRET_ACCESS_KEY=${secret}"`],
    ['setx lines', `setx AWS_ACCESS_KEY_ID ${id}\r\nsetx AWS_SECRET_ACCESS_KEY "${secret}" /m`],
    ['docker options', `docker run -e AWS_ACCESS_KEY_ID=${id} -e "AWS_SECRET_ACCESS_KEY=${secret}" worker`],
    ['a Dockerfile', `ENV AWS_ACCESS_KEY_ID=${id}\nENV AWS_SECRET_ACCESS_KEY=${secret}`],
    [
      'Python',
      `os.environ["AWS_ACCESS_KEY_ID"] = "${id}"\nos.environ['AWS_SECRET_ACCESS_KEY'] = '${secret}'`,
    ],
    ['YAML', `aws_access_key_id: ${id}\naws_secret_access_key: "${secret}"`],
    ['a credentials file', `[default]\naws_access_key_id = ${id}\naws_secret_access_key = ${secret}\n`],
    [
      'a credentials file in capitals',
      `[default]\nAWS_ACCESS_KEY_ID=${id} ; mine\nAWS_SECRET_ACCESS_KEY=${secret}`,
    ],
    ['aws sts JSON', JSON.stringify({ Credentials: { AccessKeyId: id, SecretAccessKey: secret } })],
    [
      'aws iam JSON',
      JSON.stringify(
        { AccessKey: { UserName: 'a', AccessKeyId: id, Status: 'Active', SecretAccessKey: secret } },
        null,
        2,
      ),
    ],
    [
      'MinIO JSON',
      JSON.stringify({ url: 'http://minio:9000/api', accessKey: id, secretKey: secret, api: 's3v4' }),
    ],
    [
      'Ceph JSON',
      JSON.stringify({ user_id: 'a', keys: [{ user: 'a', access_key: id, secret_key: secret }] }),
    ],
    ['JSON that is cut off', `"AccessKeyId": "${id}",\n"SecretAccessKey": "${secret}",`],
    ['the console CSV', `Access key ID,Secret access key\n${id},${secret}\n`],
    [
      'the console CSV with a byte order mark',
      `\uFEFF"Access key ID","Secret access key"\r\n"${id}","${secret}"\r\n`,
    ],
    ['a web page', `Access key ID\n${id}\n\nSecret access key\n${secret}\n`],
    ["other vendors' variables", `S3_ACCESS_KEY_ID=${id}\nS3_SECRET_ACCESS_KEY=${secret}`],
    ['an rclone section', `[lab]\ntype = s3\naccess_key_id = ${id}\nsecret_access_key = ${secret}`],
    ['a garage list', `Key name: worker\nKey ID: ${id}\nSecret key: ${secret}`],
    [
      'SeaweedFS JSON',
      JSON.stringify({ identities: [{ name: 'a', credentials: [{ accessKey: id, secretKey: secret }] }] }),
    ],
    ['full-width punctuation', `AccessKey ID：${id}\nAccessKey Secret＝${secret}`],
    ["a shell's default values", `: "\${AWS_ACCESS_KEY_ID:=${id}}"\n: \${AWS_SECRET_ACCESS_KEY:=${secret}}`],
    [
      'default values that are exported',
      `export AWS_ACCESS_KEY_ID=\${AWS_ACCESS_KEY_ID:-${id}}\nexport AWS_SECRET_ACCESS_KEY="\${AWS_SECRET_ACCESS_KEY-${secret}}"`,
    ],
    ['MinIO variables', `MINIO_ROOT_USER=${id}\nMINIO_ROOT_PASSWORD=${secret}`],
  ])('reads %s', (_name, text) => {
    expect(onlyKeys(text)).toEqual({ accessKeyId: id, secretAccessKey: secret })
  })

  const newAndOld = `export AWS_ACCESS_KEY_ID=${id} # was AWS_ACCESS_KEY_ID=AKIAOLD
export AWS_SECRET_ACCESS_KEY=${secret}`
  it.each([
    ['#', newAndOld],
    ['# after quotes', newAndOld.replace(id, `"${id}"`)],
    ['//', newAndOld.replace('#', '//')],
    ['; of a shell', newAndOld.replace('#', ';')],
    [
      '; in INI files',
      `aws_access_key_id = ${id} ; aws_access_key_id = AKIAOLD\naws_secret_access_key = ${secret}`,
    ],
    [
      '; in a section',
      `[a]\nAWS_ACCESS_KEY_ID=${id} ;AWS_ACCESS_KEY_ID=AKIAOLD\nAWS_SECRET_ACCESS_KEY=${secret}`,
    ],
    [
      '& rem',
      `set AWS_ACCESS_KEY_ID=${id}& rem AWS_ACCESS_KEY_ID=AKIAOLD\nset AWS_SECRET_ACCESS_KEY=${secret}`,
    ],
  ])('ignores what follows %s', (_mark, text) => {
    expect(onlyKeys(text)).toEqual({ accessKeyId: id, secretAccessKey: secret })
  })

  it.each([
    ['aws_secret_access_key = p@ss,w;ord&1', 'p@ss,w;ord&1'],
    ['AWS_SECRET_ACCESS_KEY=p@ss#1,', 'p@ss#1,'],
    ['AWS_SECRET_ACCESS_KEY=pass; echo done', 'pass'],
    ['AWS_SECRET_ACCESS_KEY=pass&& echo done', 'pass'],
    ['AWS_SECRET_ACCESS_KEY=pass;export A=b', 'pass'],
    ["AWS_SECRET_ACCESS_KEY=$'pass'", 'pass'],
    ['AWS_SECRET_ACCESS_KEY=“pass”', 'pass'],
    ['AWS_SECRET_ACCESS_KEY=‘pass’', 'pass'],
    ['AWS_SECRET_ACCESS_KEY="a\\"b"', 'a"b'],
    ['AWS_SECRET_ACCESS_KEY="a # b"', 'a # b'],
    ["AWS_SECRET_ACCESS_KEY='a$b'", 'a$b'],
    ['aws_secret_access_key = pa$word', 'pa$word'],
    [`bash -c "AWS_SECRET_ACCESS_KEY=pass"`, 'pass'],
    ['{ secretKey: pass }', 'pass'],
    ['{secretKey: pass}', 'pass'],
  ])('reads the value of %s', (line, value) => {
    expect(onlyKeys(`AWS_ACCESS_KEY_ID=${id}\n${line}`)).toEqual({ accessKeyId: id, secretAccessKey: value })
  })

  it.each([
    ['without spaces', `AWS_ACCESS_KEY_ID=${id};AWS_SECRET_ACCESS_KEY=${secret}`],
    ['in cmd.exe', `set AWS_ACCESS_KEY_ID=${id}&set AWS_SECRET_ACCESS_KEY=${secret}`],
    ['with spaces', `export AWS_ACCESS_KEY_ID=${id} ; export AWS_SECRET_ACCESS_KEY=${secret}`],
    ['with commas', `AccessKeyId: ${id}, SecretAccessKey: ${secret}`],
    ['in quotes', `docker run -e "AWS_ACCESS_KEY_ID=${id}" -e AWS_SECRET_ACCESS_KEY=${secret} worker`],
    [
      'for docker',
      `docker run \\\n  --env AWS_ACCESS_KEY_ID=${id} \\\n  --env AWS_SECRET_ACCESS_KEY=${secret} \\\n  a`,
    ],
  ])('reads two assignments on a line: %s', (_how, text) => {
    expect(onlyKeys(text)).toEqual({ accessKeyId: id, secretAccessKey: secret })
  })

  it.each([
    '$KEY',
    '"$KEY"',
    '${KEY}',
    '$(cat /run/secret)',
    '"$(cat key)"',
    '`cat key`',
    '%KEY%',
    '"a$KEY"',
  ])('rejects %s as a key', (reference) => {
    const text = `export AWS_ACCESS_KEY_ID=${id}\nexport AWS_SECRET_ACCESS_KEY=${reference}`
    expect(() => parseKeys(text)).toThrowError(/names a variable or a command instead of a key/)
  })

  it('uses the keys of a script that passes them on as variables', () => {
    const text = `AWS_ACCESS_KEY_ID=${id}\nAWS_SECRET_ACCESS_KEY=${secret}
docker run -e AWS_ACCESS_KEY_ID=$AWS_ACCESS_KEY_ID -e AWS_SECRET_ACCESS_KEY=$AWS_SECRET_ACCESS_KEY worker`
    expect(onlyKeys(text)).toEqual({ accessKeyId: id, secretAccessKey: secret })
  })

  it('reads the session token', () => {
    const text = `AWS_ACCESS_KEY_ID=${id}\nAWS_SECRET_ACCESS_KEY=${secret}\nAWS_SESSION_TOKEN=${token}`
    expect(onlyKeys(text)).toEqual({ accessKeyId: id, secretAccessKey: secret, sessionToken: token })
  })

  it.each([
    ['IMDS', JSON.stringify({ AccessKeyId: id, SecretAccessKey: secret, Token: token, Code: 'Success' })],
    [
      'IMDS that is cut off',
      `"AccessKeyId" : "${id}",\n"SecretAccessKey" : "${secret}",\n"Token" : "${token}",`,
    ],
    ['s3cmd', `[default]\naccess_key = ${id}\naccess_token = ${token}\nsecret_key = ${secret}`],
  ])('reads the session token of %s', (_what, text) => {
    expect(onlyKeys(text)).toEqual({ accessKeyId: id, secretAccessKey: secret, sessionToken: token })
  })

  it('does not mistake another token for a session token', () => {
    const text = `AWS_ACCESS_KEY_ID=${id}\nAWS_SECRET_ACCESS_KEY=${secret}\nTOKEN=x\naccess_token=y`
    expect(onlyKeys(text)).toEqual({ accessKeyId: id, secretAccessKey: secret })
  })

  const variables = [
    { name: 'AWS_ACCESS_KEY_ID', value: id },
    { name: 'AWS_SECRET_ACCESS_KEY', value: secret },
  ]
  it.each([
    ['fish', `set -g --export AWS_ACCESS_KEY_ID ${id}\nset --global -x AWS_SECRET_ACCESS_KEY ${secret}`],
    ['elvish', `set-env AWS_ACCESS_KEY_ID ${id}\nset-env AWS_SECRET_ACCESS_KEY '${secret}'`],
    ['elvish variables', `set E:AWS_ACCESS_KEY_ID = ${id}\nset E:AWS_SECRET_ACCESS_KEY = '${secret}'`],
    ['xonsh', `$AWS_ACCESS_KEY_ID = '${id}'\n$AWS_SECRET_ACCESS_KEY = '${secret}'`],
    ['ECS', JSON.stringify({ containerDefinitions: [{ environment: variables }] })],
    [
      'Kubernetes',
      `env:\n  - name: AWS_ACCESS_KEY_ID\n    value: ${id}\n  - name: AWS_SECRET_ACCESS_KEY\n    value: "${secret}"`,
    ],
    [
      'Kubernetes in one line',
      `[{name: AWS_ACCESS_KEY_ID, value: ${id}}, {name: AWS_SECRET_ACCESS_KEY, value: ${secret}}]`,
    ],
    [
      'ECS JSON lines',
      `{ "name": "AWS_ACCESS_KEY_ID",\n "value": "${id}" },\n{ "name": "AWS_SECRET_ACCESS_KEY", "value": "${secret}" },`,
    ],
  ])('reads variables of %s', (_what, text) => {
    expect(onlyKeys(text)).toEqual({ accessKeyId: id, secretAccessKey: secret })
  })

  it.each([
    ['<#', '#>'],
    ['/*', '*/'],
    ['<!--', '-->'],
  ])('skips everything between %s and %s', (from, to) => {
    const old = `${from}\nAWS_ACCESS_KEY_ID=AKIAOLD\nAWS_SECRET_ACCESS_KEY=old-secret\n${to}\n`
    const text = `AWS_ACCESS_KEY_ID=${id} ${from} AWS_ACCESS_KEY_ID=OLD ${to}\nAWS_SECRET_ACCESS_KEY=${secret}\n`
    expect(onlyKeys(old + text + old)).toEqual({ accessKeyId: id, secretAccessKey: secret })
  })

  it('assigns a token before a pair to that pair', () => {
    const one = 'AWS_ACCESS_KEY_ID=ASIAONE\nAWS_SECRET_ACCESS_KEY=secret-one\n'
    const two = 'AWS_ACCESS_KEY_ID=ASIATWO\nAWS_SECRET_ACCESS_KEY=secret-two\n'
    const line = `AWS_SESSION_TOKEN=${token}\n`
    expect(tokens(`${one}\n${line}${two}`)).toEqual([undefined, token])
    expect(tokens(`${one}${line}\n${two}`)).toEqual([token, undefined])
    expect(tokens(one.replace('ASIA', 'AKIA') + line + two)).toEqual([undefined, token])
    expect(tokens(one + line + two.replace('ASIA', 'AKIA'))).toEqual([token, undefined])
  })

  it.each(['#', ';', '//', 'REM ', '@rem ', '::'])('skips lines that begin with %s', (mark) => {
    const old = `${mark} aws_access_key_id = AKIAEXAMPLEOLD\n  ${mark} aws_secret_access_key = old-secret\n`
    const text = `${old}aws_access_key_id = ${id}\naws_secret_access_key = ${secret}\n${old}`
    expect(onlyKeys(text)).toEqual({ accessKeyId: id, secretAccessKey: secret })
  })

  it('never mixes the keys of two sections', () => {
    const sets = parseKeys(`[default]
aws_access_key_id = AKIAEXAMPLELONGLIVED
aws_secret_access_key = not-a-real-secret-LONGLIVED

[session]
aws_access_key_id = ASIAEXAMPLESESSION
aws_secret_access_key = not-a-real-session-secret
aws_session_token = token-of-session-only

[half]
aws_access_key_id = AKIAEXAMPLEHALF
`)
    expect(sets).toEqual([
      {
        section: 'default',
        keys: { accessKeyId: 'AKIAEXAMPLELONGLIVED', secretAccessKey: 'not-a-real-secret-LONGLIVED' },
      },
      {
        section: 'session',
        keys: {
          accessKeyId: 'ASIAEXAMPLESESSION',
          secretAccessKey: 'not-a-real-session-secret',
          sessionToken: 'token-of-session-only',
        },
      },
    ])
  })

  it('never mixes the keys of two mappings in YAML', () => {
    for (const indent of ['', '  ']) {
      const half = `${indent}prod:\n${indent}  access_key: AKIAPROD\n${indent}test:\n${indent}  secret_key: secret-test\n`
      expect(() => parseKeys(`aws:\n${half}`)).toThrow('no access key pair')
    }
    const text = `aws:
  prod:
    credentials:
      access_key: AKIAPROD
      secret_key: secret-prod
    region: eu-west-1
  test:
    access_key: AKIATEST
    options:
      secure: true
    secret_key: secret-test
`
    expect(parseKeys(text).map(({ keys }) => keys)).toEqual([
      { accessKeyId: 'AKIAPROD', secretAccessKey: 'secret-prod' },
      { accessKeyId: 'AKIATEST', secretAccessKey: 'secret-test' },
    ])
    const flat =
      'one:\n  access_key: AKIAONE\n  secret_key: s1\ntwo:\n  access_key: AKIATWO\n  secret_key: s2\n'
    expect(parseKeys(flat).map(({ section }) => section)).toEqual(['one', 'two'])
  })

  it('finds two sets without sections and each user of a CSV, without duplicates', () => {
    const one = `AWS_ACCESS_KEY_ID=${id}\nAWS_SECRET_ACCESS_KEY=${secret}\n`
    const other = 'AWS_ACCESS_KEY_ID=AKIAOTHER\nAWS_SECRET_ACCESS_KEY=other-secret\n'
    expect(parseKeys(one + other)).toHaveLength(2)
    expect(parseKeys(one + one)).toHaveLength(1)
    const csv = `User name,Access key ID,Secret access key\nada,${id},${secret}\nbob,AKIAOTHER,other-secret\n`
    expect(parseKeys(csv).map(({ section }) => section)).toEqual(['ada', 'bob'])
  })

  it('rejects other text without repeating it in the error', () => {
    const text = `AWS_SECRET_ACCESS_KEY=${secret}`
    expect(() => parseKeys(text)).toThrowError(
      expect.objectContaining({ code: 'CREDENTIALS', message: expect.not.stringContaining(secret) }),
    )
  })
})

function swapped(bytes: Buffer): Buffer {
  return Buffer.from(bytes).swap16()
}

describe('decodeKeyText', () => {
  const text = `AWS_ACCESS_KEY_ID=${id}\r\n`
  const little = Buffer.from(text, 'utf16le')
  it.each([
    ['UTF-8', Buffer.from(text)],
    ['UTF-8 with a mark', Buffer.from(`\uFEFF${text}`)],
    ['UTF-16 with a mark', Buffer.from(`\uFEFF${text}`, 'utf16le')],
    ['UTF-16 without a mark', little],
    ['big-endian UTF-16 with a byte order mark', swapped(Buffer.from(`\uFEFF${text}`, 'utf16le'))],
    ['big-endian UTF-16', swapped(little)],
  ])('reads %s', (_name, bytes) => {
    expect(decodeKeyText(bytes)).toBe(text)
  })
})

describe('maskKeyId', () => {
  it('shows only the first and the last characters', () => {
    expect(maskKeyId(id)).toBe('AKIA…MPLE')
    expect(maskKeyId('short')).toBe('••••')
  })
})
