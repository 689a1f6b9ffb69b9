import type { ErrorCode } from '../../../shared/errors.ts'

/** The default texts of an error code. */
export type ErrorMessage = {
  /** Says what happened, as a sentence for the user. */
  readonly message: string
  /** Says what the user can do next. Empty if nothing helps. */
  readonly hint: string
  /** True if the same call may succeed later. */
  readonly retryable: boolean
}

const entry = (message: string, hint: string, retryable = false): ErrorMessage => ({
  message,
  hint,
  retryable,
})

/** Message, hint and retryability of every error code. */
export const errorMessages: Readonly<Record<ErrorCode, ErrorMessage>> = {
  BAD_REQUEST: entry('The request is invalid.', 'Check your input.'),
  FORBIDDEN_SENDER: entry('The request came from a page that is not allowed to make it.', 'Restart the app.'),
  NOT_CONNECTED: entry('No connection is active.', 'Choose a connection first.'),
  CREDENTIALS: entry(
    'The access keys were rejected.',
    'Check the access key and the secret key. Temporary keys may have expired.',
  ),
  ACCESS_DENIED: entry(
    'These access keys lack a permission.',
    'Ask the owner of the account for the missing permission.',
  ),
  WRONG_REGION: entry('The server is in another region.', "Set its region in the connection's settings."),
  CLOCK_SKEW: entry(
    "This computer's clock differs too much from the server's.",
    "Set this computer's clock, then try again.",
    true,
  ),
  NETWORK: entry(
    'The server cannot be reached.',
    'Check the network and the endpoint, then try again.',
    true,
  ),
  THROTTLED: entry('The server asked to slow down.', 'Wait a moment, then try again.', true),
  SERVICE: entry('The server could not process the request.', 'Try again in a moment.', true),
  QUEUE_NAME_INVALID: entry(
    "The job queue's name is invalid.",
    'Use 1 to 48 lower-case letters, digits and hyphens. It must not start or end with a hyphen.',
  ),
  QUEUE_NOT_FOUND: entry(
    'The queue does not exist.',
    "Check the connection's region. “Add queue” shows what is missing, and can create it.",
  ),
  STATUS_UNKNOWN: entry(
    'The job queue does not have this status.',
    'Add the job queue again with this status, or choose another one.',
  ),
  BUCKET_NOT_FOUND: entry(
    'The bucket does not exist.',
    "Check the connection's server and account. “Add queue” shows what is missing, and can create it.",
  ),
  BUCKET_FOREIGN: entry(
    'The bucket belongs to another account.',
    'Bucket names are unique across all accounts. Choose another name for the job queue.',
  ),
  OBJECT_NOT_FOUND: entry('The file was deleted.', 'Ask its sender to submit it again.'),
  OBJECT_CHANGED: entry(
    'The payload was replaced while it was being read.',
    'Try again when nothing is writing to it.',
    true,
  ),
  OBJECT_ARCHIVED: entry(
    'The payload is archived and has to be restored before it can be read.',
    'Restore it, for example in the AWS console or with “aws s3api restore-object”. This takes minutes to hours. Then try again.',
  ),
  STORAGE_FULL: entry(
    "The server's storage is full, so it accepts no more payloads. Everything else still works.",
    'Free some space there or raise its quota, then resume the uploads.',
    true,
  ),
  KMS_REFUSED: entry(
    'The KMS key that encrypts the queue or bucket cannot be used.',
    'Ask the owner of the account for kms:Decrypt and kms:GenerateDataKey on this key, and whether the key is enabled.',
  ),
  NOT_PREVIEWABLE: entry('This file cannot be previewed.', 'Save it, and open it with another application.'),
  FILE_NOT_FOUND: entry('The file does not exist.', 'It may have been moved or deleted. Choose it again.'),
  FILE_UNREADABLE: entry(
    'The file cannot be read.',
    'Check that it is a file, and that you are allowed to read it.',
  ),
  FILE_CHANGED: entry(
    'The file changed during the upload, so nothing was submitted.',
    'Wait until nothing is writing to it, then try again.',
    true,
  ),
  FILE_TOO_LARGE: entry('The file is larger than 5 TiB.', 'Split it, or compress it.'),
  FIELD_RESERVED: entry(
    'A field cannot be named key, body or bucket.',
    'These names are part of the protocol. Choose another one.',
  ),
  FIELD_NAME_INVALID: entry(
    'S3 cannot store one of the field names.',
    "Use only letters, digits and ! # $ % & ' * + - . ^ _ ` | ~. Names must differ by more than upper and lower case.",
  ),
  METADATA_TOO_LARGE: entry(
    'The fields exceed the 2 KB that S3 can store with a payload.',
    'Shorten them, or move the long ones into the payload.',
  ),
  MESSAGE_TOO_LARGE: entry(
    'The message would exceed the SQS limit of 1 MiB.',
    'Shorten the fields, or move the long ones into the payload.',
  ),
  MESSAGE_NOT_JSON: entry(
    'The message is not a JSON object, so its payload is unknown.',
    'View or save the original message. It can be finished or released as it is.',
  ),
  MESSAGE_TOO_DEEP: entry(
    "The message's values are nested too deeply to read.",
    'View or save the original message. It can be finished or released as it is.',
  ),
  MESSAGE_WITHOUT_KEY: entry(
    'This message does not point to a file.',
    'View or save the original message. It can be finished or released as it is.',
  ),
  MESSAGE_FOREIGN_BUCKET: entry(
    'The payload is in a bucket that does not belong to this job queue.',
    'Read it only if you trust the sender of the message.',
  ),
  LEASE_LOST: entry(
    'The claim was lost: its lease expired, and another worker may have the job now.',
    'Claim the job again.',
  ),
  CLAIM_BUSY: entry('Another action on this claim is still running.', 'Wait until it has finished.', true),
  CLAIM_NOT_FOUND: entry('The claim no longer exists.', ''),
  TRANSFER_NOT_FOUND: entry('The transfer no longer exists.', ''),
  SAVE_FOLDER_NOT_FOUND: entry('The save folder does not exist.', 'Choose another folder.'),
  SAVE_FOLDER_READ_ONLY: entry('Cannot write to the save folder.', 'Choose another folder.'),
  DISK_FULL: entry('The disk is full.', 'Free up some space, or choose another folder.', true),
  DISK_FAILED: entry(
    'The disk or network drive of the save folder failed.',
    'Check that the disk is connected and the network drive is reachable, then try again.',
    true,
  ),
  FILE_TOO_LARGE_FOR_DISK: entry(
    "The save folder's disk cannot store a file this large.",
    'Choose a folder on another disk. FAT32 stores files of up to 4 GiB.',
  ),
  FILE_NAME_REFUSED: entry(
    'The save folder does not accept this file name.',
    'Choose another folder, or save it under another name.',
  ),
  CHECKSUM_MISMATCH: entry(
    'The received data differs from the data that was sent.',
    'The damaged data was discarded. Try again. If it happens again, the network or the storage is damaging data.',
    true,
  ),
  LOCAL_PORT_TAKEN: entry(
    'The port of the Local server is in use.',
    'Quit the program that uses it, or change the port.',
  ),
  LOCAL_FOLDER_UNWRITABLE: entry(
    "Cannot write to the Local server's folder.",
    'Check its permissions and the free space on the disk.',
  ),
  LOCAL_STOPPED: entry(
    'The Local server is not running.',
    'It restarts automatically. Try again in a moment.',
    true,
  ),
  OFFLINE: entry('This computer is offline.', 'Check its network connection.', true),
  DNS_FAILED: entry(
    "The server's name cannot be resolved.",
    'Check the network and the spelling of the endpoint.',
    true,
  ),
  CONNECTION_REFUSED: entry(
    'Nothing is listening at the endpoint.',
    'Check that the server is running, and the port of the endpoint.',
    true,
  ),
  CONNECTION_BROKEN: entry(
    'The connection broke.',
    'Try again. If this keeps happening, check the server and the network.',
    true,
  ),
  TIMED_OUT: entry(
    'The server did not respond in time.',
    'Check that the server is running and that the network reaches it.',
    true,
  ),
  TLS_FAILED: entry(
    "The server's certificate was rejected.",
    'Check the endpoint, and whether you have to sign in to this network first.',
  ),
  CREDENTIALS_EXPIRED: entry(
    'The access keys have expired.',
    'Sign in again, or enter new keys in Settings.',
  ),
  UNCONFIRMED: entry(
    'The server responded, but its response cannot be read or does not confirm the request.',
    'The request may have been carried out. Check before you repeat it.',
  ),
  PROXY_FAILED: entry(
    'The proxy did not connect to the server.',
    'Check HTTPS_PROXY, HTTP_PROXY and NO_PROXY. Hosts in NO_PROXY are reached without a proxy.',
    true,
  ),
  NOT_SQS: entry(
    'The server at the SQS address does not respond like SQS.',
    'Check the SQS address. S3 and SQS often have different hosts or ports.',
  ),
  NOT_S3: entry(
    'The server at the S3 address does not respond like S3.',
    'Check the S3 address. S3 and SQS often have different hosts or ports.',
  ),
  ADDRESS_UNSAFE: entry(
    'The address is not encrypted, so the jobs could be read on the way.',
    "Use https. For a server in your own network, allow unencrypted requests in the connection's settings.",
  ),
  PURGE_TOO_SOON: entry(
    'The queue was purged less than 60 s ago.',
    'SQS purges a queue at most once a minute. Try again in a minute.',
    true,
  ),
  NOT_CONFIRMED: entry('The name does not match.', "Type the queue's name exactly as it is shown."),
  READ_ONLY: entry(
    'This connection is read-only, so nothing can be changed there.',
    'To change that, edit the connection in Settings.',
  ),
  UPDATE_REFUSED: entry(
    'The update was refused.',
    'Nothing was installed or kept. Try again later, and report it if it happens again.',
  ),
  CANCELLED: entry('Cancelled.', ''),
  INTERNAL: entry(
    'An unexpected error occurred.',
    'Try again. If it happens again, please report it with the log.',
  ),
}
