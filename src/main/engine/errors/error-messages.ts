import type { ErrorCode } from '../../../shared/errors.ts'

/** What is said of an error unless the place that throws it knows better. */
export type ErrorMessage = {
  /** A sentence for the person. */
  readonly message: string
  /** What to do next; empty where nothing helps. */
  readonly hint: string
  /** Whether the same call may succeed later without a change. */
  readonly retryable: boolean
}

const text = (message: string, hint: string, retryable = false): ErrorMessage => ({
  message,
  hint,
  retryable,
})

/** The sentence, the hint and the retryability of every error code. */
export const errorMessages: Readonly<Record<ErrorCode, ErrorMessage>> = {
  BAD_REQUEST: text('The request is not valid.', 'Check what was entered.'),
  FORBIDDEN_SENDER: text('The request came from a page that may not make it.', 'Restart the app.'),
  NOT_CONNECTED: text('No connection is active.', 'Choose a connection first.'),
  CREDENTIALS: text(
    'The access keys were not accepted.',
    'Check the access key, the secret key and, for temporary keys, that they have not expired.',
  ),
  ACCESS_DENIED: text(
    'These access keys may not do that.',
    'Ask the owner of the account for the missing permission.',
  ),
  WRONG_REGION: text(
    'The bucket lies in another region.',
    'Set the region of the connection to that of the bucket.',
  ),
  CLOCK_SKEW: text(
    'The clock of this computer differs too much from the time of the server.',
    'Set the clock of this computer, then try again.',
    true,
  ),
  NETWORK: text('The server cannot be reached.', 'Check the network and the endpoint, then try again.', true),
  THROTTLED: text('The server asks to slow down.', 'Wait a moment, then try again.', true),
  SERVICE: text('The server failed to answer the request.', 'Try again in a moment.', true),
  QUEUE_NAME_INVALID: text(
    'The name of the job queue is not valid.',
    'Use 1 to 48 lower-case letters, digits or inner hyphens.',
  ),
  QUEUE_NOT_FOUND: text(
    'The queue does not exist.',
    'Add the job queue again with “Add queue”: it creates what is missing.',
  ),
  STATUS_UNKNOWN: text(
    'The job queue has no such status.',
    'Add the job queue again with this status, or choose another one.',
  ),
  BUCKET_NOT_FOUND: text(
    'The bucket does not exist.',
    'Add the job queue again with “Add queue”: it creates what is missing.',
  ),
  BUCKET_FOREIGN: text(
    'The bucket belongs to somebody else.',
    'Bucket names are shared by all accounts: choose another name for the job queue.',
  ),
  OBJECT_NOT_FOUND: text(
    'The payload is gone.',
    'Somebody has removed it from its bucket. Ask for it to be sent again.',
  ),
  OBJECT_CHANGED: text(
    'The payload was replaced while it was being read.',
    'Try again when nobody writes to it any more.',
    true,
  ),
  FILE_NOT_FOUND: text('The file does not exist.', 'It may have been moved or removed. Choose it again.'),
  FILE_UNREADABLE: text('The file cannot be read.', 'Check that it is a file and that you may read it.'),
  FILE_CHANGED: text(
    'The file changed while it was uploaded, so nothing was submitted.',
    'Wait until nothing writes to it, then try again.',
    true,
  ),
  FILE_TOO_LARGE: text('The file is larger than 5 TiB.', 'Split it, or compress it.'),
  FIELD_RESERVED: text(
    'A field may not be named key, body or bucket.',
    'Those names are part of the protocol: choose another one.',
  ),
  FIELD_NAME_INVALID: text(
    'A field has a name that S3 cannot store.',
    "Use letters, digits and ! # $ % & ' * + - . ^ _ ` | ~ only, and each name once: capitals do not count.",
  ),
  METADATA_TOO_LARGE: text(
    'The fields take more than the 2 KB that S3 can store with a payload.',
    'Shorten them, or put the long ones into the payload.',
  ),
  MESSAGE_TOO_LARGE: text(
    'The message would be larger than the 1 MiB that SQS takes.',
    'Shorten the fields, or put the long ones into the payload.',
  ),
  MESSAGE_NOT_JSON: text(
    'The message is not a JSON object, so it names no payload.',
    'Release it for another worker, or acknowledge it to remove it.',
  ),
  MESSAGE_TOO_DEEP: text(
    'The values of the message are nested too deeply to be read.',
    'Release it for another worker, or acknowledge it to remove it.',
  ),
  MESSAGE_WITHOUT_KEY: text(
    'The message names no payload: its bucket or its key is missing.',
    'Release it for another worker, or acknowledge it to remove it.',
  ),
  MESSAGE_FOREIGN_BUCKET: text(
    'The payload lies in a bucket that is not one of this job queue.',
    'Read it only if you trust who sent the message.',
  ),
  LEASE_LOST: text(
    'The claim was lost: its lease ran out, and another worker may have the job now.',
    'Claim the job again.',
  ),
  CLAIM_BUSY: text('The claim is busy with another action.', 'Wait until it has ended.', true),
  CLAIM_NOT_FOUND: text('The claim does not exist any more.', ''),
  TRANSFER_NOT_FOUND: text('The transfer does not exist any more.', ''),
  SAVE_FOLDER_NOT_FOUND: text('The folder to save in does not exist.', 'Choose another folder.'),
  SAVE_FOLDER_READ_ONLY: text('The folder to save in cannot be written.', 'Choose another folder.'),
  DISK_FULL: text('The disk is full.', 'Free some space, or choose another folder.', true),
  CHECKSUM_MISMATCH: text(
    'What arrived differs from what was sent.',
    'Nothing was kept of it. Try again; if it happens again, the network or the storage damages data.',
    true,
  ),
  LOCAL_PORT_TAKEN: text(
    'The port of the local server is taken.',
    'Quit the program that uses it, or change the port.',
  ),
  LOCAL_FOLDER_UNWRITABLE: text(
    'The folder of the local server cannot be written.',
    'Check its permissions and the space left on the disk.',
  ),
  LOCAL_STOPPED: text(
    'The local server is not running.',
    'It is started again by itself. Try again in a moment.',
    true,
  ),
  OFFLINE: text(
    'This computer is offline: no network leads to the server.',
    'Check the network of this computer.',
    true,
  ),
  DNS_FAILED: text(
    'The name of the server cannot be resolved.',
    'Check the network and how the address of the endpoint is spelled.',
    true,
  ),
  CONNECTION_REFUSED: text(
    'Nothing listens at the endpoint.',
    'Check that the server runs, and the port of the endpoint.',
    true,
  ),
  CONNECTION_BROKEN: text(
    'The connection broke.',
    'If it goes on breaking, a proxy or a firewall between here and the server may cut it.',
    true,
  ),
  TIMED_OUT: text(
    'The server did not answer in time.',
    'Check the network, and whether a firewall keeps the server from answering.',
    true,
  ),
  TLS_FAILED: text(
    'The certificate of the server was refused.',
    'Check the address of the endpoint, and whether you have to sign in to this network first.',
  ),
  CREDENTIALS_EXPIRED: text(
    'The access keys have expired.',
    'Sign in again, or give fresh keys under Settings.',
  ),
  CANCELLED: text('Cancelled.', ''),
  INTERNAL: text(
    'Something unexpected went wrong.',
    'Try again. If it happens again, report it with the log.',
  ),
}
