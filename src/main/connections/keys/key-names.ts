/** The fields of a key pair. */
type KeyField = 'accessKeyId' | 'secretAccessKey' | 'sessionToken'

/** The meaning of a name in pasted text. */
export interface KeyName {
  readonly field: KeyField
  /** The rest of the name, such as `prodaws`. It is the same for the fields of one pair. */
  readonly owner: string
}

/** Vendor names that come right before the field, as in `awsSecretKey`. */
const vendor = '(?:aws|s3|minio|scw|r2|spaces|wasabi|b2|ceph|garage|rustfs)?'

/**
 * The names that AWS, S3 servers and their tools use for each field, in lower case without
 * punctuation. The secret comes first, because “secret access key” ends with a name for the ID.
 */
const fields = [
  [
    'secretAccessKey',
    [
      'secretaccesskey',
      'secretkey',
      'accesskeysecret',
      'keysecret',
      'applicationkey',
      'rootpassword',
      'rootpass',
    ],
  ],
  ['sessionToken', ['sessiontoken', 'securitytoken']],
  ['accessKeyId', ['accesskeyid', 'accesskey', 'keyid', 'applicationkeyid', 'rootuser']],
] as const satisfies readonly (readonly [KeyField, readonly string[]])[]

const patterns = fields.map(([field, names]) => ({
  field,
  plain: new RegExp(`^(${vendor})(?:${names.join('|')})$`),
  // Any other prefix has to be a separate word: `RCLONE_CONFIG_LAB_ACCESS_KEY_ID`, `fs.s3a.access.key`.
  prefixed: new RegExp(
    `^([a-z0-9_. -]*?[_. -]${vendor})(?:${names.map((name) => name.split('').join('[^a-z0-9]?')).join('|')})$`,
  ),
}))

/** Returns the meaning of a name, or `undefined` if it names no key. */
export function keyNameOf(name: string): KeyName | undefined {
  if (name.length > 200) return undefined
  const lower = name.toLowerCase().trim()
  const plain = lower.replace(/[^a-z0-9]/g, '')
  for (const { field, plain: pattern, prefixed } of patterns) {
    const [, owner = null] = pattern.exec(plain) ?? prefixed.exec(lower) ?? []
    if (owner !== null) return { field, owner: owner.replace(/[^a-z0-9]/g, '') }
  }
  return undefined
}
