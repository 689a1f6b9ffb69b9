import { Button } from '../../ui/controls/button.tsx'
import { plural } from '../../ui/text/format.ts'
import { useKnownDead } from './use-known-dead.ts'

interface KnownDeadProps {
  readonly connectionId: string
  readonly queue: string
  readonly onShow: () => void
}

/** This app's jobs that are known to be dead without receiving anything. */
export function KnownDead({ connectionId, queue, onShow }: KnownDeadProps) {
  const dead = useKnownDead(connectionId, queue)
  if (dead === 0) return 'none known'
  return (
    <Button size="small" onClick={onShow}>
      Show {plural(dead, 'job')}
    </Button>
  )
}
