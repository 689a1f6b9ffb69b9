import type { ReactNode } from 'react'
import { ClaimManyDialog } from '../features/claiming/claim-many-dialog.tsx'
import { DeadLetterDialog } from '../features/claiming/dead-letter-dialog.tsx'
import { HoldBackDialog } from '../features/claiming/hold-back-dialog.tsx'
import { CheckSteps } from '../features/connections/doctor/check-steps.tsx'
import { MfaPrompt } from '../features/connections/mfa-dialog.tsx'
import { SignInPrompt } from '../features/connections/sign-in-dialog.tsx'
import { DeleteDialog } from '../features/dead-letters/delete-dialogs.tsx'
import { EditDialog } from '../features/dead-letters/edit-dialog.tsx'
import { ReceiveDialog } from '../features/dead-letters/receive-dialog.tsx'
import { CompleteDialog } from '../features/jobs/complete/complete-dialog.tsx'
import { ReleaseDialog } from '../features/jobs/claim/release-dialog.tsx'
import { ShortcutsSheet } from '../features/palette/shortcuts-sheet.tsx'
import { RefusedFiles } from '../features/submit/refused-files.tsx'
import { SubmitSheet } from '../features/submit/submit-sheet.tsx'
import { connectionsKey } from '../queries/connections.ts'
import { deadLetter } from '../testing/dead-letter-samples.ts'
import type { Handlers } from '../testing/fake-bridge.ts'
import { claim, connectionsSnapshot } from '../testing/samples.ts'
import { Button } from '../ui/controls/button.tsx'
import { Dialog } from '../ui/layout/dialog.tsx'
import { TextDialog } from '../ui/layout/text-dialog.tsx'
import { CurrentConnectionContext } from '../ui/view/current-connection.ts'
import { Feature } from './feature.tsx'

const nothing = (): void => undefined

/** Closes the dialog by showing another section in the same theme. */
function close(): void {
  window.location.hash = window.location.hash.replace(/^#[^,]*/, '#layout')
}
const closing: Handlers = {
  'connections:cancel-sign-in': () => (close(), null),
  'connections:answer-mfa': () => (close(), null),
}
const production = { label: 'Production', colour: 'red', isProduction: true, isReadOnly: false } as const
const signIn = {
  id: 'sign-in',
  connectionId: 'work',
  label: 'Work',
  profile: 'work',
  code: null,
  host: 'device.sso.eu-west-1.amazonaws.com',
}

const files = [
  { token: 'a', name: 'report.txt', kind: 'file', size: 12_400, files: 1, folder: '2025/november' },
  { token: 'b', name: 'report.txt', kind: 'file', size: 8_200, files: 1, folder: '2026/november' },
  { token: 'c', name: 'DJI_rooftop_in_the_evening_0042.mp4', kind: 'file', size: 61e6, files: 1 },
  { token: 'd', name: 'scans', kind: 'folder', size: null, files: 1_204 },
] as const

const policy = `{
  "Version": "2012-10-17",
  "Statement": [{ "Effect": "Allow", "Action": "sqs:ReceiveMessage", "Resource": "*" }]
}
`

/** The window's dialogs, by name. */
export const dialogs: Readonly<Record<string, () => ReactNode>> = {
  submit: () => (
    <SubmitSheet
      queue="thumbnails"
      queues={['thumbnails']}
      files={files}
      defaults={{ fields: [['title', 'Cat Montage']], delaySeconds: 0 }}
      pending={false}
      error={null}
      onQueue={nothing}
      onRemove={nothing}
      onAdd={nothing}
      onSubmit={nothing}
      onClose={close}
    />
  ),
  refused: () => (
    <RefusedFiles
      refused={[
        {
          name: 'socket',
          error: {
            code: 'FILE_NOT_FOUND',
            message: 'This is no regular file.',
            hint: 'Choose a file or a folder.',
            retryable: false,
          },
        },
      ]}
      moreRefused={3}
      onClose={close}
    />
  ),
  finish: () => (
    <Feature>
      <CompleteDialog claim={claim()} dropped={[]} onWithoutResult={close} onClose={close} />
    </Feature>
  ),
  'claim-many': () => <ClaimManyDialog queue="thumbnails" onClaim={nothing} onClose={close} />,
  'hold-back': () => (
    <HoldBackDialog
      claims={[claim({ deadLetter: { queue: 'thumbnails-dead', maxReceives: 3 } })]}
      onHold={nothing}
      onClose={close}
    />
  ),
  'to-dead-letters': () => <DeadLetterDialog claims={[claim(), claim()]} onSend={nothing} onClose={close} />,
  release: () => (
    <CurrentConnectionContext value={production}>
      <ReleaseDialog
        claims={[claim({ deadLetter: { queue: 'thumbnails-dead', maxReceives: 3 } })]}
        onRelease={nothing}
        onClose={close}
      />
    </CurrentConnectionContext>
  ),
  receive: () => <ReceiveDialog name="thumbnails-dead" onReceive={nothing} onClose={close} />,
  edit: () => (
    <Feature>
      <EditDialog
        queue="thumbnails"
        name="thumbnails-dead"
        deadLetter={deadLetter()}
        edit={undefined}
        target="thumbnails-pending"
        onKeep={nothing}
        onSubmit={nothing}
        onClose={close}
      />
    </Feature>
  ),
  delete: () => (
    <CurrentConnectionContext value={production}>
      <DeleteDialog name="thumbnails-dead" deadLetters={[deadLetter()]} onDelete={nothing} onClose={close} />
    </CurrentConnectionContext>
  ),
  'sign-in-code': () => (
    <Feature
      handlers={closing}
      data={[[connectionsKey, { ...connectionsSnapshot(), signIn: { ...signIn, code: 'QWER-TYUI' } }]]}
    >
      <SignInPrompt />
    </Feature>
  ),
  'sign-in-page': () => (
    <Feature
      handlers={closing}
      data={[
        [
          connectionsKey,
          { ...connectionsSnapshot(), signIn: { ...signIn, host: 'eu-west-1.signin.aws.amazon.com' } },
        ],
      ]}
    >
      <SignInPrompt />
    </Feature>
  ),
  mfa: () => (
    <Feature
      handlers={closing}
      data={[
        [
          connectionsKey,
          {
            ...connectionsSnapshot(),
            mfa: { id: 'mfa', label: 'Work', profile: 'work', device: 'arn:aws:iam::111122223333:mfa/ada' },
          },
        ],
      ]}
    >
      <MfaPrompt />
    </Feature>
  ),
  check: () => (
    <Dialog title="Check Work" onClose={close} actions={<Button onClick={close}>Close</Button>}>
      <CheckSteps
        onAsk={nothing}
        onUseRegion={nothing}
        steps={[
          {
            id: 'keys',
            state: 'ok',
            findings: [{ state: 'ok', text: 'The keys of the profile work.', remedy: null }],
          },
          {
            id: 'regions',
            state: 'problem',
            findings: [
              {
                state: 'problem',
                text: 'The bucket remotejobs-in-thumbnails is in eu-west-1.',
                remedy: { kind: 'use-region', of: 'buckets', region: 'eu-west-1' },
              },
            ],
          },
          {
            id: 'permissions',
            state: 'unknown',
            findings: [
              {
                state: 'unknown',
                text: 'Whether messages can be deleted shows only when one is.',
                remedy: { kind: 'statement', text: policy },
              },
            ],
          },
          { id: 'resources', state: 'pending', findings: [] },
        ]}
      />
    </Dialog>
  ),
  text: () => (
    <TextDialog
      title="IAM policy"
      description="Attach it to the user or role of the connection."
      label="Policy"
      text={policy}
      isSaving={false}
      errors={[]}
      onSave={nothing}
      onClose={close}
    />
  ),
  shortcuts: () => (
    <Feature>
      <ShortcutsSheet onClose={close} />
    </Feature>
  ),
}
