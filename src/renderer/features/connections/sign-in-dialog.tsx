import { useMutation, useQuery } from '@tanstack/react-query'
import type { SignIn } from '../../../shared/connections/connections.ts'
import { cancelSignIn, connectionsQuery, openSignInPage } from '../../queries/connections.ts'
import { Button } from '../../ui/controls/button.tsx'
import { Dialog } from '../../ui/layout/dialog.tsx'
import styles from './sign-in-dialog.module.css'

/** Shown during a browser sign-in, with the code to compare, if any. */
export function SignInPrompt() {
  const running = useQuery(connectionsQuery()).data?.signIn ?? null
  return running === null ? null : <SignInDialog key={running.id} running={running} />
}

function SignInDialog({ running }: { readonly running: SignIn }) {
  const cancel = useMutation(cancelSignIn())
  const open = useMutation(openSignInPage())
  const ref = { connectionId: running.connectionId }
  const stop = () => cancel.mutate(ref)
  return (
    <Dialog
      size="small"
      title={`Sign in to ${running.label}`}
      description={
        running.code === null
          ? 'Your browser opens an AWS page. Sign in there, and Remotejob connects automatically.'
          : 'Your browser opens an AWS page. Confirm there only if it shows this code.'
      }
      onClose={stop}
      onSubmit={() => open.mutate(ref)}
      actions={
        <>
          <Button onClick={stop}>Cancel</Button>
          <Button type="submit">Open the page again</Button>
        </>
      }
    >
      {running.code === null ? null : (
        <output className={styles.code} aria-label="Code">
          {running.code}
        </output>
      )}
      <p className={styles.page}>
        {running.host}
        <br />
        AWS profile {running.profile}
      </p>
    </Dialog>
  )
}
