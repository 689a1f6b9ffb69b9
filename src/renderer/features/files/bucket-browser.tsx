import { useCallback, useRef, useState } from 'react'
import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query'
import { PackageOpen, RefreshCw, Upload } from 'lucide-react'
import type { Direction, QueueConfig } from '../../../shared/queues.ts'
import { chooseFiles } from '../../queries/files.ts'
import { objectsKey, objectsQuery, storeObjects } from '../../queries/objects.ts'
import { Button } from '../../ui/controls/button.tsx'
import { EmptyState } from '../../ui/feedback/empty-state.tsx'
import { ErrorNote } from '../../ui/feedback/error-note.tsx'
import { formatCount, plural } from '../../ui/format.ts'
import { IconButton } from '../../ui/controls/icon-button.tsx'
import { ObjectInspector } from './object-inspector.tsx'
import { ObjectList } from './object-list.tsx'
import { toastError } from '../../ui/feedback/toast-store.ts'
import styles from './objects-view.module.css'
import { useArriving } from './use-arriving.ts'

/** Further refused files are counted in one message. */
const mostRefusedShown = 5

interface BucketBrowserProps {
  readonly connectionId: string
  readonly config: QueueConfig
  readonly direction: Direction
}

/** The objects of one bucket, page by page, with the details of the selected one. */
export function BucketBrowser({ connectionId, config, direction }: BucketBrowserProps) {
  const [selectedKey, setSelectedKey] = useState<string | null>(null)
  const inspector = useRef<HTMLElement>(null)
  const client = useQueryClient()
  const listing = useInfiniteQuery(objectsQuery(connectionId, config.name, direction))
  const choose = useMutation(chooseFiles())
  const store = useMutation(storeObjects())
  const objects = listing.data?.pages.flatMap((page) => page.objects) ?? []
  const bucket = listing.data?.pages[0]?.bucket ?? null
  const selected = objects.find((object) => object.key === selectedKey) ?? objects[0] ?? null

  const refresh = useCallback(() => {
    void client.invalidateQueries({ queryKey: objectsKey(connectionId, config.name, direction) })
  }, [client, connectionId, config.name, direction])
  const arriving = useArriving(connectionId, config, direction, refresh)

  async function pickAndStore() {
    const granted = await choose.mutateAsync('files')
    if (granted === null) return
    for (const { name, error } of granted.refused.slice(0, mostRefusedShown)) {
      toastError({ message: `${name} was not stored: ${error.message}`, hint: error.hint })
    }
    const more = Math.max(0, granted.refused.length - mostRefusedShown) + granted.moreRefused
    if (more > 0) {
      toastError({ message: `${plural(more, 'more file was', 'more files were')} not stored.`, hint: '' })
    }
    if (granted.files.length === 0) return
    const files = granted.files.map(({ token }) => ({ token, name: null, fields: {} }))
    await store.mutateAsync({ queue: config.name, direction, files })
  }

  return (
    <>
      <div className={styles.bar}>
        <span className={styles.bucket}>{bucket ?? ' '}</span>
        <output className={styles.count}>
          {arriving === 0 ? countText(objects.length, listing.hasNextPage) : uploadsText(arriving)}
        </output>
        <IconButton label="Refresh the list" disabled={listing.isFetching} onClick={refresh}>
          <RefreshCw />
        </IconButton>
        <Button
          size="small"
          icon={<Upload aria-hidden />}
          disabled={choose.isPending || store.isPending}
          onClick={() => {
            // The mutation cache shows the error.
            pickAndStore().catch(() => null)
          }}
        >
          Store…
        </Button>
      </div>
      {listing.isError && objects.length === 0 ? (
        <ErrorNote error={listing.error} onRetry={() => void listing.refetch()} />
      ) : listing.isPending ? (
        <output className={styles.waiting}>Loading the objects…</output>
      ) : objects.length === 0 ? (
        <EmptyState icon={<PackageOpen />} title="This bucket is empty">
          {direction === 'in'
            ? 'Submitted files are stored here. Drop files anywhere to submit them, or store a file without sending a job.'
            : 'The results of completed jobs are stored here.'}
        </EmptyState>
      ) : (
        <div className={styles.split}>
          <ObjectList
            objects={objects}
            selected={selected}
            hasMore={listing.hasNextPage}
            loading={listing.isFetchingNextPage}
            error={listing.error}
            onMore={() => void listing.fetchNextPage()}
            onSelect={(object) => setSelectedKey(object.key)}
            onOpen={() => inspector.current?.focus()}
          />
          {selected === null ? null : (
            <ObjectInspector
              key={selected.key}
              ref={inspector}
              connectionId={connectionId}
              config={config}
              direction={direction}
              object={selected}
            />
          )}
        </div>
      )}
    </>
  )
}

function countText(count: number, more: boolean): string {
  if (count === 0) return ''
  return more ? `${formatCount(count)}+ objects` : plural(count, 'object')
}

function uploadsText(count: number): string {
  return `Uploading ${plural(count, 'file')}. See Transfers.`
}
